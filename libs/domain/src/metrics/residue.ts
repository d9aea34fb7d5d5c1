import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const residue = sumMetric({
  id: 'residue',
  name: 'Residue',
  group: 'mass',
  unit: 'kg',
  version: 1,
  definition: 'What batches sent to disposal.',
  input: { name: 'residue', quantity: 'residueGrams', unit: 'kg' },
  reportedBy: ['batchCount'],
  missing: 'no batch was started',
  sources: ['Weighed after the batch'],
  pitfalls: ['Losses of sorting and washing are not in it: they belong to no batch yet.'],
  better: 'lower',
  quality: measured,
  example: {
    title: '1.5 kg of burnt material thrown away',
    amounts: { batchCount: 1, residueGrams: 1_500 },
    value: 1.5,
    digits: 6,
    source: 'Our own example',
  },
});
