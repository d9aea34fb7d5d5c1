import type { Metric, MetricInputDefinition } from './metric.js';
import { known, partsIn, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'openBurning', quantity: 'divertedMg', dimension: 'open-burning', unit: 'kg' },
  { name: 'dump', quantity: 'divertedMg', dimension: 'dump', unit: 'kg' },
  { name: 'landfill', quantity: 'divertedMg', dimension: 'landfill', unit: 'kg' },
  { name: 'energyRecovery', quantity: 'divertedMg', dimension: 'energy-recovery', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const divertedByFate: Metric = {
  id: 'diverted-by-fate',
  name: 'Diverted plastic of known fate',
  group: 'diversion',
  unit: 'kg',
  version: 1,
  definition:
    'Diverted plastic of which it is known, or assumed, what would have become of it; by that fate.',
  formula: 'openBurning + dump + landfill + energyRecovery',
  inputs,
  sources: ['Shares of the fates: the baseline of the place, our proposal until a local study replaces it'],
  pitfalls: ['The shares are assumptions about a place, not observations of this plastic.'],
  additive: true,
  better: 'higher',
  quality: () => 'default',
  example: {
    title: 'MB-1 in Kenya: 40 % burned in the open, 50 % dumped, 10 % to the landfill',
    amounts: {
      'divertedMg:open-burning': 156_387_755,
      'divertedMg:dump': 195_484_694,
      'divertedMg:landfill': 39_096_939,
    },
    value: 390.969388,
    digits: 6,
    source: 'Vectors MB-1 and GHG-1 (computed)',
  },
  compute(amounts) {
    const { openBurning, dump, landfill, energyRecovery } = valuesOf(inputs, amounts);
    const value = openBurning + dump + landfill + energyRecovery;
    const parts = partsIn(amounts, 'divertedMg', 'kg');
    if (value > 0) return known(value, null, parts);
    return unknown(
      parts.length > 0
        ? 'what would have become of the plastic is not known here'
        : 'no plastic was diverted',
      parts,
    );
  },
};
