import {
  greenhouseGasQuality,
  greenhouseGasRange,
  hasGreenhouseGases,
  NO_GREENHOUSE_GASES,
} from './ghg-outcome.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'displaced', quantity: 'ghgDisplacedMg', unit: 'kg{CO2e}' },
  { name: 'project', quantity: 'ghgProjectMg', unit: 'kg{CO2e}' },
] as const satisfies readonly MetricInputDefinition[];

export const ghgNetGate: Metric = {
  id: 'ghg-net-gate',
  name: 'Net emissions avoided at the gate',
  group: 'greenhouse-gases',
  unit: 'kg{CO2e}',
  version: 2,
  definition:
    'Boundary: gate to product. What the displaced products would have emitted (D) less what the kitchen emits (T). Negative means that the kitchen emits more; it is shown as negative.',
  formula: 'displaced - project',
  inputs,
  sources: ['Our proposal; no standard fixes this boundary'],
  pitfalls: [
    'It is about zero or negative for many kitchens, and strongly negative on a dirty grid.',
    'Energy of preparation on other machines is not in T: the net is too good by it.',
    'Never add it to the net of the system: that holds it already.',
  ],
  additive: true,
  better: 'higher',
  quality: greenhouseGasQuality,
  example: {
    title: 'GHG-1: a small increase',
    amounts: {
      ghgBatchCount: 1,
      'ghgDisplacedMg:material/wood': 85_163_315,
      'ghgProjectMg:grid': 89_207_392,
    },
    value: -4.044077,
    digits: 6,
    source: 'Vector GHG-1 (computed)',
  },
  compute(amounts) {
    if (!hasGreenhouseGases(amounts)) return unknown(NO_GREENHOUSE_GASES);
    const { displaced, project } = valuesOf(inputs, amounts);
    const value = displaced - project;
    return known(value, greenhouseGasRange(value, amounts, ['displaced', 'project']), [
      { name: 'displaced', value: displaced, unit: 'kg{CO2e}' },
      { name: 'project', value: -project, unit: 'kg{CO2e}' },
    ]);
  },
};
