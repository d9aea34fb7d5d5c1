import { relativeFeedError, shareRange } from '../impact/uncertainty.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'renewable', quantity: 'renewableFeedGrams', unit: 'kg' },
  { name: 'feed', quantity: 'feedGrams', unit: 'kg' },
  { name: 'ownRegrind', quantity: 'feedGrams', dimension: 'regrind', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const renewableInflow: Metric = {
  id: 'renewable-inflow',
  name: 'Renewable content of the inflow',
  group: 'circularity',
  unit: '1',
  version: 1,
  definition:
    'Share of what batches took in from outside that is fibre of biological origin: sawdust, coconut, flax.',
  formula: 'renewable / (feed - ownRegrind)',
  inputs,
  sources: [
    'ISO 59020:2024, core indicator of inflow: average renewable content (list from general knowledge, unverified)',
  ],
  pitfalls: ['All fibre counts as of biological origin; glass fibre logged as fibre would be wrong.'],
  additive: false,
  better: null,
  quality: calculated,
  example: {
    title: '3 kg of coconut fibre in 100 kg of mix',
    amounts: {
      renewableFeedGrams: 3_000,
      'feedGrams:flake': 30_000,
      'feedGrams:sand': 67_000,
      'feedGrams:fibre': 3_000,
    },
    value: 0.03,
    digits: 6,
    source: 'Our own example',
  },
  compute(amounts) {
    const { renewable, feed, ownRegrind } = valuesOf(inputs, amounts);
    if (feed - ownRegrind <= 0) return unknown('nothing from outside was fed to a batch');
    const value = renewable / (feed - ownRegrind);
    const error = relativeFeedError(amounts);
    return known(value, shareRange(value, error, error));
  },
};
