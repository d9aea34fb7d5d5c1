import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const intakeNet = sumMetric({
  id: 'intake-net',
  name: 'Delivered, net',
  group: 'mass',
  unit: 'kg',
  version: 2,
  definition: 'All deliveries less their containers, wet as they came. By who brought them.',
  input: { name: 'net', quantity: 'intakeNetGrams', unit: 'kg' },
  reportedBy: ['intakeCount'],
  missing: 'no delivery was recorded',
  weighing: 'intake',
  hasParts: true,
  sources: ['Weighed at the gate: gross less tare'],
  pitfalls: [
    'It is wet: material is known to be wetted to raise its weight (Karanja, Ikiara and Davies).',
    'It is not yet diverted: some of it is refused, lost or still in stock.',
  ],
  better: 'higher',
  quality: measured,
  example: {
    title: 'MB-1: 500 kg gross, 20 kg tare',
    amounts: { intakeCount: 1, 'intakeNetGrams:collector': 480_000 },
    value: 480,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
