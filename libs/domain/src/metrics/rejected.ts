import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const rejected = sumMetric({
  id: 'rejected',
  name: 'Refused at sorting',
  group: 'mass',
  unit: 'kg',
  version: 1,
  definition:
    'What sorting refused, without water, by reason: PVC, thermosets, multilayer, hazardous, not plastic.',
  input: { name: 'rejected', quantity: 'rejectedGrams', unit: 'kg' },
  reportedBy: ['acceptedGrams'],
  missing: 'nothing was sorted',
  hasParts: true,
  sources: ['Weighed at sorting'],
  pitfalls: [
    'Less is not better by itself: a kitchen that lets PVC through refuses less and poisons its air.',
  ],
  better: null,
  quality: measured,
  example: {
    title: 'MB-1: 36 kg are refused',
    amounts: { acceptedGrams: 420_000, 'rejectedGrams:non-plastic': 30_000, 'rejectedGrams:pvc': 6_000 },
    value: 36,
    digits: 6,
    source: 'Vector MB-1 (computed); its split by reason is ours',
  },
});
