import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const accepted = sumMetric({
  id: 'accepted',
  name: 'Accepted at sorting',
  group: 'mass',
  unit: 'kg',
  version: 1,
  definition: 'What sorting kept.',
  input: { name: 'accepted', quantity: 'acceptedGrams', unit: 'kg' },
  reportedBy: ['rejectedGrams'],
  missing: 'nothing was sorted',
  sources: ['Weighed after sorting'],
  pitfalls: [
    'Deliveries may be sorted days after they came: in a short period this is not the rest of its intake.',
  ],
  better: 'higher',
  quality: measured,
  example: {
    title: 'MB-1: 456 kg dry, of which 36 kg are refused',
    amounts: { acceptedGrams: 420_000, 'rejectedGrams:non-plastic': 36_000 },
    value: 420,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
