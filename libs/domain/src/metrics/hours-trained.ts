import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const hoursTrained = sumMetric({
  id: 'hours-trained',
  name: 'Hours of training',
  group: 'people',
  unit: 'h',
  version: 1,
  definition: 'People times time in training.',
  input: { name: 'trained', quantity: 'trainingMinutes', unit: 'h' },
  reportedBy: ['workMinutes'],
  missing: 'no work or training was recorded',
  sources: ['As recorded by the kitchen'],
  pitfalls: ['Hours say nothing about what was learned.'],
  better: 'higher',
  quality: measured,
  example: {
    title: 'Six people for an hour and a half',
    amounts: { trainingMinutes: 540 },
    value: 9,
    digits: 6,
    source: 'Our own example',
  },
});
