import { amountOf, partsOf } from '../amounts/amounts.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { known, measured, partsIn, unknown, valuesOf } from './outcome.js';
import { SMALL_COUNT, SUPPRESSED } from './small-counts.js';

const inputs = [
  { name: 'paid', quantity: 'paidMinor', unit: '{minor unit}' },
] as const satisfies readonly MetricInputDefinition[];

export const paidToCollectors: Metric = {
  id: 'paid-to-collectors',
  name: 'Paid for deliveries',
  group: 'people',
  unit: '{minor unit}',
  version: 2,
  definition:
    'What was paid for deliveries, in minor units of its currency. One value only where all was paid in one currency; by currency otherwise.',
  formula: 'paid',
  inputs,
  sources: [
    'As recorded with each delivery',
    'Payments of fewer than five suppliers are not shown: our proposal',
  ],
  pitfalls: [
    'Paid is not earned on top: what people earned before is not taken off.',
    'Currencies do not add, and a rate of today does not fit a payment of last year.',
    'Suppliers are counted as known now: what was known earlier is not shown.',
    'Minor units: 100 to the shilling, none to the CFA franc.',
  ],
  additive: false,
  better: null,
  quality: measured,
  example: {
    title: '40 suppliers paid 12,000.00 Kenyan shillings',
    amounts: { periodSupplierCount: 40, 'paidMinor:KES': 1_200_000 },
    value: 1_200_000,
    digits: 0,
    source: 'Our own example',
  },
  compute(amounts) {
    const currencies = partsOf(amounts, 'paidMinor');
    if (currencies.length === 0) return unknown('no payment was recorded');
    if (amountOf(amounts, 'periodSupplierCount') < SMALL_COUNT) return unknown(SUPPRESSED);
    const parts = partsIn(amounts, 'paidMinor', '{minor unit}');
    if (currencies.length > 1)
      return unknown('paid in several currencies, which do not add up: see each of them', parts);
    return known(valuesOf(inputs, amounts).paid, null, parts);
  },
};
