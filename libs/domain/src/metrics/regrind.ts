import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const regrind = sumMetric({
  id: 'regrind',
  name: 'Regrind',
  group: 'mass',
  unit: 'kg',
  version: 1,
  definition: 'Own scrap that batches put out to be fed again.',
  input: { name: 'regrind', quantity: 'regrindGrams', unit: 'kg' },
  reportedBy: ['batchCount'],
  missing: 'no batch was started',
  sources: ['Weighed after the batch'],
  pitfalls: [
    'It already counted as recycled input when it came in: fed again it never counts a second time.',
  ],
  better: 'lower',
  quality: measured,
  example: {
    title: 'MB-1: 8.6 kg refused by quality control and shredded',
    amounts: { batchCount: 1, regrindGrams: 8_600 },
    value: 8.6,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
