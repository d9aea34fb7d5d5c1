import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';
import { recycledRange } from './recycled-range.js';

const inputs = [
  { name: 'preConsumer', quantity: 'preConsumerMg', unit: 'kg' },
  { name: 'feed', quantity: 'feedGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const preConsumerContent: Metric = {
  id: 'pre-consumer-content',
  name: 'Pre-consumer content',
  group: 'recycled-content',
  unit: '1',
  version: 2,
  definition: 'Share of the whole product that is manufacturing waste of others; reckoned from what was fed.',
  formula: 'preConsumer / feed',
  inputs,
  sources: [
    'ISO 14021 (recycled content; its text from general knowledge, unverified)',
    'RecyClass: rework, regrind and scrap of the same process do not count',
  ],
  pitfalls: [
    'Waste of a factory would often have been used anyway: it says less than post-consumer content.',
  ],
  additive: false,
  better: null,
  quality: calculated,
  example: {
    title: '50 of 200 kg from the offcuts of a crate maker',
    amounts: { preConsumerMg: 50_000_000, postConsumerMg: 150_000_000, 'feedGrams:flake': 200_000 },
    value: 0.25,
    digits: 6,
    source: 'Our own example',
  },
  compute(amounts) {
    const { preConsumer, feed } = valuesOf(inputs, amounts);
    if (feed === 0) return unknown('nothing was fed to a batch');
    const value = preConsumer / feed;
    return known(value, recycledRange(value, feed, amounts));
  },
};
