import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';
import { recycledRange } from './recycled-range.js';

const inputs = [
  { name: 'postConsumer', quantity: 'postConsumerMg', unit: 'kg' },
  { name: 'preConsumer', quantity: 'preConsumerMg', unit: 'kg' },
  { name: 'feed', quantity: 'feedGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const recycledContent: Metric = {
  id: 'recycled-content',
  name: 'Recycled content, whole product',
  group: 'recycled-content',
  unit: '1',
  version: 2,
  definition:
    'Share of the whole product, sand and colour included, that is recycled plastic; reckoned from what was fed.',
  formula: '(postConsumer + preConsumer) / feed',
  inputs,
  sources: [
    'ISO 14021 (recycled content; its text from general knowledge, unverified)',
    'EN 15343 (traceability), RecyClass (what counts)',
  ],
  pitfalls: [
    'Scrap of the same process, masterbatch, additives and fillers are not recycled content.',
    'Plastic that came back as own scrap is left out, though it once was recycled: it is in the feed and not in the recycled part, so the share errs to the low side, the more so the more scrap a batch is fed.',
    'Flake that leads back to no delivery is in the value and not in the conservative figure: without traceability nobody can show that it is recycled.',
    'Of a paver with 70 % sand it is 30 %, whatever its plastic is made of.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'RC-1: 407.4 of 411.6 kg',
    amounts: { postConsumerMg: 407_400_000, 'feedGrams:flake': 407_400, 'feedGrams:masterbatch': 4_200 },
    value: 0.989796,
    digits: 6,
    source: 'Vectors MB-1 and RC-1 (computed)',
  },
  compute(amounts) {
    const { postConsumer, preConsumer, feed } = valuesOf(inputs, amounts);
    if (feed === 0) return unknown('nothing was fed to a batch');
    const value = (postConsumer + preConsumer) / feed;
    return known(value, recycledRange(value, feed, amounts));
  },
};
