import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'total', quantity: 'oeeTotalGrams', unit: 'kg' },
  { name: 'ideal', quantity: 'idealGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const performance: Metric = {
  id: 'performance',
  name: 'Performance',
  group: 'effectiveness',
  unit: '1',
  version: 1,
  definition: 'Product made, good or not, over what the machine could have made in the time it ran.',
  formula: 'total / ideal',
  inputs,
  sources: ['Overall equipment effectiveness, as production engineering has it'],
  pitfalls: [
    'Above 1 says that the ideal rate of the machine is set too low; some cap it at 1, which hides that.',
    'The ideal rate depends on mould and polymer, the birth certificate has one for the machine.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'OEE-2: 400 pieces where 420 were possible, taken as kilograms',
    amounts: { oeeTotalGrams: 400_000, idealGrams: 420_000 },
    value: 0.952381,
    digits: 6,
    source: 'Vector OEE-2 (published example)',
  },
  compute(amounts) {
    const { total, ideal } = valuesOf(inputs, amounts);
    return ideal === 0 ? unknown('no batch ran on a machine of known ideal rate') : known(total / ideal);
  },
};
