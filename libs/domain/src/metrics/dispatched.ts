import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const dispatched = sumMetric({
  id: 'dispatched',
  name: 'Sent out',
  group: 'mass',
  unit: 'kg',
  version: 1,
  definition: 'What left the kitchen as product, by the project it went to. Returns are not taken off.',
  input: { name: 'dispatched', quantity: 'dispatchedGrams', unit: 'kg' },
  reportedBy: ['intakeCount', 'batchCount'],
  missing: 'neither a delivery nor a batch was logged',
  hasParts: true,
  sources: ['Weighed at the gate, or the mass on the label'],
  pitfalls: ['It may lie in stock for weeks: what was sent out in a period was mostly made before it.'],
  better: 'higher',
  quality: measured,
  example: {
    title: '400 kg of beams for a school wall and 120 kg for a fence',
    amounts: { 'dispatchedGrams:school-wall': 400_000, 'dispatchedGrams:fence': 120_000 },
    value: 520,
    digits: 6,
    source: 'Our own example',
  },
});
