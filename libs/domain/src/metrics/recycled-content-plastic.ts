import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';
import { recycledRange } from './recycled-range.js';

const inputs = [
  { name: 'postConsumer', quantity: 'postConsumerMg', unit: 'kg' },
  { name: 'preConsumer', quantity: 'preConsumerMg', unit: 'kg' },
  { name: 'plasticFeed', quantity: 'plasticFeedGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const recycledContentPlastic: Metric = {
  id: 'recycled-content-plastic',
  name: 'Recycled content, plastic only',
  group: 'recycled-content',
  unit: '1',
  version: 2,
  definition:
    'Share of the plastic in the product, sand and fibre left out, that is recycled; reckoned from what was fed.',
  formula: '(postConsumer + preConsumer) / plasticFeed',
  inputs,
  sources: [
    'ISO 14021 (recycled content; its text from general knowledge, unverified)',
    'EN 15343 (traceability), RecyClass (what counts)',
  ],
  pitfalls: [
    'Of a paver that is 70 % virgin sand it can be 100 %: never quote it without the share of the whole product.',
    'Flake that leads back to no delivery is in the value and not in the conservative figure.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'RC-2: all 23.25 kg of plastic in a square metre of pavers, beside 54.25 kg of sand',
    amounts: { postConsumerMg: 23_250_000, plasticFeedGrams: 23_250 },
    value: 1,
    digits: 6,
    source: 'Vector RC-2 (computed)',
  },
  compute(amounts) {
    const { postConsumer, preConsumer, plasticFeed } = valuesOf(inputs, amounts);
    if (plasticFeed === 0) return unknown('no plastic was fed to a batch');
    const value = (postConsumer + preConsumer) / plasticFeed;
    return known(value, recycledRange(value, plasticFeed, amounts));
  },
};
