import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';
import { recycledRange } from './recycled-range.js';

const inputs = [
  { name: 'postConsumer', quantity: 'postConsumerMg', unit: 'kg' },
  { name: 'feed', quantity: 'feedGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const postConsumerContent: Metric = {
  id: 'post-consumer-content',
  name: 'Post-consumer content',
  group: 'recycled-content',
  unit: '1',
  version: 2,
  definition:
    'Share of the whole product that is plastic which people had used and thrown away; reckoned from what was fed.',
  formula: 'postConsumer / feed',
  inputs,
  sources: [
    'ISO 14021 (recycled content; its text from general knowledge, unverified)',
    'RecyClass: returns from distribution count as post-consumer',
  ],
  pitfalls: [
    'Own scrap that was once post-consumer counted when it came in and does not count again.',
    'Flake that leads back to no delivery is in the value and not in the conservative figure.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'RC-1: all flake of MB-1 is post-consumer',
    amounts: { postConsumerMg: 407_400_000, 'feedGrams:flake': 407_400, 'feedGrams:masterbatch': 4_200 },
    value: 0.989796,
    digits: 6,
    source: 'Vectors MB-1 and RC-1 (computed)',
  },
  compute(amounts) {
    const { postConsumer, feed } = valuesOf(inputs, amounts);
    if (feed === 0) return unknown('nothing was fed to a batch');
    const value = postConsumer / feed;
    return known(value, recycledRange(value, feed, amounts));
  },
};
