import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'good', quantity: 'oeeGoodGrams', unit: 'kg' },
  { name: 'total', quantity: 'oeeTotalGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const qualityRate: Metric = {
  id: 'quality-rate',
  name: 'Quality rate',
  group: 'effectiveness',
  unit: '1',
  version: 1,
  definition: 'Product that was good at the first pass over all product made.',
  formula: 'good / total',
  inputs,
  sources: ['Overall equipment effectiveness, as production engineering has it'],
  pitfalls: ['Scrap that is fed again and then becomes good was not good at the first pass.'],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'OEE-3: 112 of 118 kg',
    amounts: { oeeGoodGrams: 112_000, oeeTotalGrams: 118_000 },
    value: 0.949153,
    digits: 6,
    source: 'Vector OEE-3 (computed)',
  },
  compute(amounts) {
    const { good, total } = valuesOf(inputs, amounts);
    return total === 0 ? unknown('nothing was made on a machine of known ideal rate') : known(good / total);
  },
};
