import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'knownMass', quantity: 'ghgGoodGrams', unit: 'kg' },
  { name: 'unknownMass', quantity: 'ghgUnknownGoodGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const ghgCompleteness: Metric = {
  id: 'ghg-completeness',
  name: 'Completeness of the greenhouse gases',
  group: 'greenhouse-gases',
  unit: '1',
  version: 2,
  definition: 'Share of the good product of finished batches whose factors and meters are all known.',
  formula: 'knownMass / (knownMass + unknownMass)',
  inputs,
  sources: ['Our proposal: a batch counts wholly or not at all'],
  pitfalls: [
    'What is missing is not zero: the true figures are larger in both directions.',
    'A batch with a mass that no scale carries counts as unknown until it is corrected.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: '300 kg with all meters, 100 kg from a machine without one',
    amounts: { ghgGoodGrams: 300_000, ghgUnknownGoodGrams: 100_000 },
    value: 0.75,
    digits: 6,
    source: 'Our own example',
  },
  compute(amounts) {
    const { knownMass, unknownMass } = valuesOf(inputs, amounts);
    if (knownMass + unknownMass === 0) return unknown('no finished batch made good product');
    return known(knownMass / (knownMass + unknownMass));
  },
};
