import { relativeIntakeError, relativeRange } from '../impact/uncertainty.js';
import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const intakeGross = sumMetric({
  id: 'intake-gross',
  name: 'Delivered, gross',
  group: 'mass',
  unit: 'kg',
  version: 2,
  definition: 'All deliveries as they stood on the scale, with their containers.',
  input: { name: 'gross', quantity: 'intakeGrossGrams', unit: 'kg' },
  reportedBy: ['intakeCount'],
  missing: 'no delivery was recorded',
  range: (value, amounts) => relativeRange(value, relativeIntakeError(amounts)),
  sources: ['Weighed at the gate'],
  pitfalls: ['It holds containers, water and all that sorting refuses: it is no measure of plastic.'],
  better: null,
  quality: measured,
  example: {
    title: 'MB-1: one delivery of 500 kg gross',
    amounts: { intakeCount: 1, intakeGrossGrams: 500_000 },
    value: 500,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
