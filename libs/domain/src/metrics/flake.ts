import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const flake = sumMetric({
  id: 'flake',
  name: 'Flake made',
  group: 'mass',
  unit: 'kg',
  version: 1,
  definition: 'Plastic shredded to flake, less what washing and drying took from it.',
  input: { name: 'flake', quantity: 'flakeGrams', unit: 'kg' },
  reportedBy: [],
  missing: 'no flake was made',
  sources: ['Weighed after preparation'],
  pitfalls: [
    'Flake is stock, not product: it is diverted only once it is in good product.',
    'Where no shredding is logged only the losses of washing show, and the figure is negative: log the step that makes flake.',
  ],
  better: 'higher',
  quality: measured,
  example: {
    title: 'MB-1: 420 kg accepted, 12.6 kg lost in washing',
    amounts: { flakeGrams: 407_400 },
    value: 407.4,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
