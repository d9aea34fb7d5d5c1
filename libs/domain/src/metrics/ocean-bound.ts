import { sumMetric } from './sum-metric.js';

export const oceanBound = sumMetric({
  id: 'ocean-bound',
  name: 'Ocean-bound plastic',
  group: 'diversion',
  unit: 'kg',
  version: 2,
  definition:
    'Diverted plastic that was at risk of reaching the sea, by class and by the rule set that draws the line.',
  input: { name: 'oceanBound', quantity: 'oceanBoundMg', unit: 'kg' },
  reportedBy: ['oceanClassifiedMg'],
  missing: 'nobody said whether the plastic here was bound for the ocean',
  hasParts: true,
  sources: [
    'Zero Plastic Oceans, OBP certification: within 50 km of the shore, 200 m of a river, on the shoreline, or from fishing',
  ],
  pitfalls: [
    'Programmes draw the line differently: never add two rule sets.',
    'The class depends on the coastline: central São Paulo is 55.8 km from the beach and 44.5 km from an estuary.',
    'Plastic in a managed landfill is never ocean-bound. No delivery says whether its landfill was managed, so none from a landfill is in any class.',
  ],
  better: 'higher',
  quality: () => 'estimated',
  example: {
    title: '120 kg gathered on the shoreline, 30 kg of nets',
    amounts: {
      oceanClassifiedMg: 200_000_000,
      'oceanBoundMg:shoreline/Zero Plastic Oceans OBP': 120_000_000,
      'oceanBoundMg:fishing-material/Zero Plastic Oceans OBP': 30_000_000,
    },
    value: 150,
    digits: 6,
    source: 'Our own example',
  },
});
