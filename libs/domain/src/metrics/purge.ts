import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const purge = sumMetric({
  id: 'purge',
  name: 'Purge',
  group: 'mass',
  unit: 'kg',
  version: 1,
  definition: 'Material run out of the machine when it changed from one material to another.',
  input: { name: 'purge', quantity: 'purgeGrams', unit: 'kg' },
  reportedBy: ['batchCount'],
  missing: 'no batch was started',
  sources: ['Weighed after the batch'],
  pitfalls: [
    'A machine that changes material purges for a minute or two: none at all mostly means that it was not weighed.',
  ],
  better: 'lower',
  quality: measured,
  example: {
    title: 'MB-1: 6 kg run out',
    amounts: { batchCount: 1, purgeGrams: 6_000 },
    value: 6,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
