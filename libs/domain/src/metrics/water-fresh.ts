import { relativeRange } from '../impact/uncertainty.js';
import { METER_ERROR } from './meter-error.js';
import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const waterFresh = sumMetric({
  id: 'water-fresh',
  name: 'Fresh water',
  group: 'energy-and-water',
  unit: 'L',
  version: 1,
  definition: 'Fresh water used in preparation, mostly washing.',
  input: { name: 'fresh', quantity: 'waterFreshMl', unit: 'L' },
  reportedBy: ['waterReusedMl'],
  missing: 'no use of water was logged',
  range: (value) => relativeRange(value, METER_ERROR.water),
  sources: ['As logged with each processing step'],
  pitfalls: [
    'A step that does not say its water is not in it.',
    'The readings are taken to be right to 5 % (our assumption).',
  ],
  better: 'lower',
  quality: measured,
  example: {
    title: 'MB-1: 600 L to wash 420 kg',
    amounts: { waterFreshMl: 600_000 },
    value: 600,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
