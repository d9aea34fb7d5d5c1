import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const goodProduct = sumMetric({
  id: 'good-product',
  name: 'Good product',
  group: 'mass',
  unit: 'kg',
  version: 2,
  definition: 'Product and granulate that passed quality control, by product. This is what a kitchen is for.',
  input: { name: 'good', quantity: 'goodGrams', unit: 'kg' },
  reportedBy: ['batchCount'],
  missing: 'no batch was started',
  weighing: 'good',
  hasParts: true,
  sources: ['Weighed after the mould, less what quality control refused'],
  pitfalls: [
    'It holds sand, colour and own scrap: what is recycled plastic of it is the diverted mass.',
    'Granulate that is fed to a later batch is in it twice, once as granulate and once as product.',
  ],
  better: 'higher',
  quality: measured,
  example: {
    title: 'MB-1: 79 beams',
    amounts: { batchCount: 1, 'goodGrams:beam-2m': 395_000 },
    value: 395,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
