import { relativeGoodError, relativeIntakeError, shareRange } from '../impact/uncertainty.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'recycled', quantity: 'tracedRecycledMg', unit: 'kg' },
  { name: 'dry', quantity: 'tracedDryMg', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const overallEfficiency: Metric = {
  id: 'overall-efficiency',
  name: 'Overall efficiency',
  group: 'mass',
  unit: '1',
  version: 1,
  definition:
    'Recycled plastic in good product over the dry deliveries behind it: from the gate to the wall.',
  formula: 'recycled / dry',
  inputs,
  sources: ['E_F of the Material Circularity Indicator (Ellen MacArthur Foundation and Granta Design)'],
  pitfalls: [
    'Own scrap fed again must not count as recycled a second time, or it exceeds what was delivered.',
    'Only batches wholly traced to deliveries of known moisture are in it.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'MB-1: 390.969388 of 456 kg',
    amounts: { tracedBatchCount: 1, tracedRecycledMg: 390_969_388, tracedDryMg: 456_000_000 },
    value: 0.857389,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
  compute(amounts) {
    const { recycled, dry } = valuesOf(inputs, amounts);
    if (dry === 0) return unknown('no finished batch is traced to deliveries of known moisture');
    const value = recycled / dry;
    return known(value, shareRange(value, relativeGoodError(amounts), relativeIntakeError(amounts)));
  },
};
