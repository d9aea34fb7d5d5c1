import type { Metric, MetricInputDefinition } from './metric.js';
import { known, measured, unknown, valuesOf } from './outcome.js';
import { SMALL_COUNT, SUPPRESSED } from './small-counts.js';

const inputs = [
  { name: 'suppliers', quantity: 'activeSupplierCount', unit: '{supplier}' },
] as const satisfies readonly MetricInputDefinition[];

export const activeSuppliers: Metric = {
  id: 'active-suppliers',
  name: 'Active suppliers',
  group: 'people',
  unit: '{supplier}',
  version: 1,
  definition: 'Distinct suppliers with at least one delivery in the 30 days up to the end of the period.',
  formula: 'suppliers',
  inputs,
  sources: ['Pseudonyms in the deliveries', 'Fewer than five are not shown: our proposal'],
  pitfalls: [
    'Who supplies two kitchens under one pseudonym counts once over both: kitchens do not add up.',
    'Deliveries that name nobody are not in it.',
  ],
  additive: false,
  better: 'higher',
  quality: measured,
  example: {
    title: '38 collectors in a month',
    amounts: { activeSupplierCount: 38 },
    value: 38,
    digits: 0,
    source: 'Our own example',
  },
  compute(amounts) {
    const { suppliers } = valuesOf(inputs, amounts);
    if (suppliers === 0) return unknown('no delivery of these 30 days names a supplier');
    return suppliers < SMALL_COUNT ? unknown(SUPPRESSED) : known(suppliers);
  },
};
