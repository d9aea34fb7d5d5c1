import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'knownMass', quantity: 'mciMassMg', unit: 'kg' },
  { name: 'unknownMass', quantity: 'mciUnknownMg', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const circularityCompleteness: Metric = {
  id: 'circularity-completeness',
  name: 'Completeness of the circularity',
  group: 'circularity',
  unit: '1',
  version: 2,
  definition: 'Share of the good product of finished batches whose circularity is known.',
  formula: 'knownMass / (knownMass + unknownMass)',
  inputs,
  sources: ['After the completeness correction of Madaster (our proposal)'],
  pitfalls: ['A high indicator of a tenth of the product says little: read the two together.'],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: '395 kg traced from the gate, 105 kg of flake of unknown origin',
    amounts: { mciMassMg: 395_000_000, mciUnknownMg: 105_000_000 },
    value: 0.79,
    digits: 6,
    source: 'Our own example',
  },
  compute(amounts) {
    const { knownMass, unknownMass } = valuesOf(inputs, amounts);
    if (knownMass + unknownMass === 0) return unknown('no finished batch made good product');
    return known(knownMass / (knownMass + unknownMass));
  },
};
