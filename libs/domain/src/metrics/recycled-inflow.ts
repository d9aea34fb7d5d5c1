import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';
import { recycledRange } from './recycled-range.js';

const inputs = [
  { name: 'postConsumer', quantity: 'postConsumerMg', unit: 'kg' },
  { name: 'preConsumer', quantity: 'preConsumerMg', unit: 'kg' },
  { name: 'feed', quantity: 'feedGrams', unit: 'kg' },
  { name: 'ownRegrind', quantity: 'feedGrams', dimension: 'regrind', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const recycledInflow: Metric = {
  id: 'recycled-inflow',
  name: 'Recycled content of the inflow',
  group: 'circularity',
  unit: '1',
  version: 2,
  definition: 'Share of what batches took in from outside, own regrind left out, that is recycled plastic.',
  formula: '(postConsumer + preConsumer) / (feed - ownRegrind)',
  inputs,
  sources: [
    'ISO 59020:2024, core indicator of inflow: average recycled content (list from general knowledge, unverified)',
  ],
  pitfalls: [
    'It leaves own regrind out of both sides and so is higher than the recycled content of the product.',
    'Flake that leads back to no delivery is in the value and not in the conservative figure.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'MB-1 with 8.6 kg of regrind fed beside it',
    amounts: {
      postConsumerMg: 407_400_000,
      'feedGrams:flake': 407_400,
      'feedGrams:masterbatch': 4_200,
      'feedGrams:regrind': 8_600,
    },
    value: 0.989796,
    digits: 6,
    source: 'Vector MB-1 (computed), its regrind fed again',
  },
  compute(amounts) {
    const { postConsumer, preConsumer, feed, ownRegrind } = valuesOf(inputs, amounts);
    if (feed - ownRegrind <= 0) return unknown('nothing from outside was fed to a batch');
    const value = (postConsumer + preConsumer) / (feed - ownRegrind);
    return known(value, recycledRange(value, feed - ownRegrind, amounts));
  },
};
