import type { MethodAnswer, MetricDefinition } from '@bakeloop/contracts';
import { METHOD_VERSION, METRICS, QUANTITIES, inputsOf, type Metric } from '@bakeloop/domain';

/** How every figure comes about, from the objects that compute it. */
export function methodView(): MethodAnswer {
  return {
    version: METHOD_VERSION,
    metrics: METRICS.map(definitionOf),
    quantities: Object.entries(QUANTITIES).map(([name, quantity]) => ({
      name,
      unit: quantity.unit,
      means: quantity.means,
      by: 'by' in quantity ? quantity.by : null,
    })),
  };
}

function definitionOf(metric: Metric): MetricDefinition {
  const { example } = metric;
  return {
    id: metric.id,
    name: metric.name,
    group: metric.group,
    unit: metric.unit,
    version: metric.version,
    definition: metric.definition,
    formula: metric.formula,
    inputs: metric.inputs.map(({ name, quantity, dimension, unit }) => ({
      name,
      quantity,
      dimension: dimension ?? null,
      unit,
      means: QUANTITIES[quantity].means,
    })),
    sources: [...metric.sources],
    pitfalls: [...metric.pitfalls],
    additive: metric.additive,
    better: metric.better,
    example: {
      title: example.title,
      inputs: inputsOf(metric, example.amounts),
      value: example.value,
      digits: example.digits,
      source: example.source,
    },
  };
}
