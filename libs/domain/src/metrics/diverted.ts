import { amountOf } from '../amounts/amounts.js';
import { relativeFeedError, relativeGoodError, relativeRange } from '../impact/uncertainty.js';
import { calculated, lessUnproven } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const diverted = sumMetric({
  id: 'diverted',
  name: 'Diverted plastic',
  group: 'diversion',
  unit: 'kg',
  version: 2,
  definition:
    'New recycled plastic in good product: good product times the recycled share of its feed. This, and not what came through the gate, is kept from burning, dumping and landfill.',
  input: { name: 'recycled', quantity: 'recycledMg', unit: 'kg' },
  reportedBy: ['batchCount'],
  missing: 'no batch was started',
  range: (value, amounts) =>
    lessUnproven(
      relativeRange(value, relativeGoodError(amounts), relativeFeedError(amounts)),
      amountOf(amounts, 'recycledUnprovenMg') / 1e6,
    ),
  sources: ['Our definition, the narrowest in use: plastic counts when it is in accepted product'],
  pitfalls: [
    'Own scrap and granulate fed again already counted and do not count again: what comes back as own scrap lowers the recycled share of its batch, though it once was recycled plastic, so the figure errs to the low side.',
    'Plastic that leads back to no delivery, in pieces that were rejected without a weight, or of an absurd mass is in the value and not in the conservative figure.',
    'Diverted is not collected: do not add the two.',
  ],
  better: 'higher',
  quality: calculated,
  example: {
    title: 'MB-1: 395 kg * 407.4 / 411.6',
    amounts: { batchCount: 1, recycledMg: 390_969_388 },
    value: 390.969388,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
