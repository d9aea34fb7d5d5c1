import { creditTonnes } from '../impact/diversion.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, isReported, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'recycled', quantity: 'recycledMg', unit: 't' },
] as const satisfies readonly MetricInputDefinition[];

export const plasticCredits: Metric = {
  id: 'plastic-credits',
  name: 'Tonnes for plastic credits',
  group: 'diversion',
  unit: 't',
  version: 1,
  definition:
    'Whole tonnes of diverted plastic, as a credit programme would count them before it takes off its baseline; the rest is carried.',
  formula: 'floor(recycled)',
  inputs,
  sources: [
    'Verra Plastic Program: one credit is one tonne (PWRM0002; its exact equations were not at hand)',
  ],
  pitfalls: [
    'These are no credits: a programme audits, takes off what was recycled without the project, and issues.',
    'One credit of Plastic Bank is a kilogram, one of Verra a tonne.',
    'Do not add collection and recycling credits of the same plastic, nor sell the tonne as a carbon claim too.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'PC-1 before its baseline: 12.74 t, of which 0.74 t are carried',
    amounts: { batchCount: 40, recycledMg: 12_740_000_000 },
    value: 12,
    digits: 0,
    source: 'Vector PC-1 (computed), without its baseline of 1.90 t',
  },
  compute(amounts) {
    if (!isReported(amounts, ['recycledMg', 'batchCount'])) return unknown('no batch was started');
    const { whole, carried } = creditTonnes(valuesOf(inputs, amounts).recycled, 0);
    return known(whole, null, [{ name: 'carried', value: carried, unit: 't' }]);
  },
};
