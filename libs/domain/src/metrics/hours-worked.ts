import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const hoursWorked = sumMetric({
  id: 'hours-worked',
  name: 'Hours worked',
  group: 'people',
  unit: 'h',
  version: 1,
  definition: 'People times time at work, paid or not.',
  input: { name: 'worked', quantity: 'workMinutes', unit: 'h' },
  reportedBy: ['trainingMinutes'],
  missing: 'no work was recorded',
  sources: ['As recorded by the kitchen'],
  pitfalls: ['Collectors who bring waste are not in it: nobody records their hours.'],
  better: null,
  quality: measured,
  example: {
    title: 'Four people for eight hours',
    amounts: { workMinutes: 1_920 },
    value: 32,
    digits: 6,
    source: 'Our own example',
  },
});
