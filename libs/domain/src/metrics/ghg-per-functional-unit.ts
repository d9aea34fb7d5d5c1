import { partsOf } from '../amounts/amounts.js';
import { greenhouseGasQuality, greenhouseGasRange } from './ghg-outcome.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { known, partsIn, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'baseline', quantity: 'ghgBaselineMg', unit: 'kg{CO2e}' },
  { name: 'displaced', quantity: 'ghgDisplacedMg', unit: 'kg{CO2e}' },
  { name: 'project', quantity: 'ghgProjectMg', unit: 'kg{CO2e}' },
  { name: 'units', quantity: 'functionalMilliUnits', unit: '{functional unit}' },
] as const satisfies readonly MetricInputDefinition[];

export const ghgPerFunctionalUnit: Metric = {
  id: 'ghg-per-functional-unit',
  name: 'Net emissions avoided per functional unit',
  group: 'greenhouse-gases',
  unit: 'kg{CO2e}/{functional unit}',
  version: 2,
  definition:
    'Net of the system over the functional units made: a square metre of paving, a metre of beam. Only where all product has the same unit; granulate counts in kilograms.',
  formula: '(baseline + displaced - project) / units',
  inputs,
  sources: ['Functional unit: the product record', 'Net of the system: our proposal'],
  pitfalls: ['Units that do not add up have no common figure: ask for one product.'],
  additive: false,
  better: 'higher',
  quality: greenhouseGasQuality,
  example: {
    title: 'GHG-1: 79 posts',
    amounts: {
      ghgBatchCount: 1,
      'ghgBaselineMg:open-burning': 284_468_666,
      'ghgDisplacedMg:material/wood': 85_163_315,
      'ghgProjectMg:grid': 89_207_392,
      'functionalMilliUnits:post': 79_000,
    },
    value: 3.549678,
    digits: 6,
    source: 'Vector GHG-1 (computed), over its 79 posts',
  },
  compute(amounts) {
    const { baseline, displaced, project, units } = valuesOf(inputs, amounts);
    const byUnit = partsIn(amounts, 'functionalMilliUnits', '{functional unit}');
    if (partsOf(amounts, 'functionalMilliUnits').length > 1)
      return unknown('the products have different functional units: ask for one product', byUnit);
    if (units === 0) return unknown('of no finished batch are the functional units and all factors known');
    const net = baseline + displaced - project;
    const range = greenhouseGasRange(net, amounts, ['baseline', 'displaced', 'project']);
    return known(net / units, range && { low: range.low / units, high: range.high / units }, byUnit);
  },
};
