import { calculated } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const unaccounted = sumMetric({
  id: 'unaccounted',
  name: 'Unaccounted mass',
  group: 'mass',
  unit: 'kg',
  version: 1,
  definition:
    'What finished batches took in and did not put out: feed less good product, regrind, purge, residue and rejects. Negative when more came out than went in.',
  input: { name: 'unaccounted', quantity: 'unaccountedGrams', unit: 'kg' },
  reportedBy: ['batchFinishedCount'],
  missing: 'no batch was finished',
  weighing: 'closure',
  sources: ['Conservation of mass'],
  pitfalls: [
    'Over many batches losses and gains cancel: one batch that lost 10 kg and one that gained 10 kg show 0.',
  ],
  better: null,
  quality: calculated,
  example: {
    title: 'MB-1: 411.6 - 395 - 8.6 - 6.0',
    amounts: { batchFinishedCount: 1, unaccountedGrams: 2_000 },
    value: 2,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
