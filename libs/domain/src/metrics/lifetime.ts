import type { Metric, MetricInputDefinition } from './metric.js';
import { known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'utility', quantity: 'mciUtilityMg', unit: 'kg' },
  { name: 'mass', quantity: 'mciMassMg', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const lifetime: Metric = {
  id: 'lifetime',
  name: 'Life and use against the average product',
  group: 'circularity',
  unit: '1',
  version: 1,
  definition:
    'How long and how fully the products serve against the average of their field (X), weighted by mass; 1 is average.',
  formula: 'utility / mass',
  inputs,
  sources: [
    'ISO 59020:2024, core indicator of outflow: average lifetime against the industry (list from general knowledge, unverified)',
    'X of the Material Circularity Indicator: (L / L_av) (U / U_av)',
  ],
  pitfalls: ['It is what the product records assume: no product of a kitchen has yet served its life.'],
  additive: false,
  better: 'higher',
  quality: () => 'default',
  example: {
    title: '300 kg of average life and 100 kg of twice that',
    amounts: { mciMassMg: 400_000_000, mciUtilityMg: 500_000_000 },
    value: 1.25,
    digits: 6,
    source: 'Our own example',
  },
  compute(amounts) {
    const { utility, mass } = valuesOf(inputs, amounts);
    return mass === 0 ? unknown('of no good product is the life known') : known(utility / mass);
  },
};
