import { relativeIntakeError, relativeRange } from '../impact/uncertainty.js';
import { amountOf } from '../amounts/amounts.js';
import { sumMetric } from './sum-metric.js';

export const intakeDry = sumMetric({
  id: 'intake-dry',
  name: 'Delivered, dry',
  group: 'mass',
  unit: 'kg',
  version: 2,
  definition: 'Deliveries of known moisture, without their water: net * (1 - moisture).',
  input: { name: 'dry', quantity: 'intakeDryMg', unit: 'kg' },
  reportedBy: [],
  missing: 'no delivery of known moisture was recorded',
  range: (value, amounts) => relativeRange(value, relativeIntakeError(amounts)),
  sources: ['Weighed at the gate, moisture as measured there'],
  pitfalls: [
    'A delivery whose moisture nobody measured is not in it: see the coverage.',
    'The interval is that of the scales alone, as for the wet mass; the moisture meter is not in it.',
  ],
  better: 'higher',
  quality: (amounts) => (amountOf(amounts, 'intakeWithoutMoistureCount') > 0 ? 'estimated' : 'calculated'),
  example: {
    title: 'MB-1: 480 kg net with 5 % moisture',
    amounts: { intakeCount: 1, intakeDryMg: 456_000_000 },
    value: 456,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
