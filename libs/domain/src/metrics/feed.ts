import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const feed = sumMetric({
  id: 'feed',
  name: 'Fed to batches',
  group: 'mass',
  unit: 'kg',
  version: 1,
  definition: 'All that batches took in, by material: flake, regrind, sand, fibre, masterbatch, additives.',
  input: { name: 'feed', quantity: 'feedGrams', unit: 'kg' },
  reportedBy: ['batchCount'],
  missing: 'no batch was started',
  hasParts: true,
  sources: ['Weighed into the machine'],
  pitfalls: ['Own scrap that is fed again is in it each time it goes round.'],
  better: null,
  quality: measured,
  example: {
    title: 'MB-1: 407.4 kg flake and 4.2 kg masterbatch',
    amounts: { batchCount: 1, 'feedGrams:flake': 407_400, 'feedGrams:masterbatch': 4_200 },
    value: 411.6,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
