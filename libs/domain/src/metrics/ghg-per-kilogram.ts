import { greenhouseGasQuality, greenhouseGasRange } from './ghg-outcome.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'project', quantity: 'ghgProjectMg', unit: 'kg{CO2e}' },
  { name: 'good', quantity: 'ghgGoodGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const ghgPerKilogram: Metric = {
  id: 'ghg-per-kilogram',
  name: 'Emissions of the kitchen per kilogram of good product',
  group: 'greenhouse-gases',
  unit: 'kg{CO2e}/kg',
  version: 2,
  definition: 'What the kitchen emits (T) over the good product of just those batches.',
  formula: 'project / good',
  inputs,
  sources: ['To compare: recycled plastics typically emit 1.4 t CO2e/t (Hopewell and others 2009)'],
  pitfalls: ['A heavy product looks good: compare functional units, not kilograms.'],
  additive: false,
  better: 'lower',
  quality: greenhouseGasQuality,
  example: {
    title: 'GHG-1: 89.207392 kg for 395 kg',
    amounts: { ghgBatchCount: 1, 'ghgProjectMg:grid': 89_207_392, ghgGoodGrams: 395_000 },
    value: 0.225841,
    digits: 6,
    source: 'Vector GHG-1 (computed)',
  },
  compute(amounts) {
    const { project, good } = valuesOf(inputs, amounts);
    if (good === 0)
      return unknown('no finished batch of which all factors and meters are known made good product');
    const range = greenhouseGasRange(project, amounts, ['project']);
    return known(project / good, range && { low: range.low / good, high: range.high / good });
  },
};
