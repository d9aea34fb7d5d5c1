import { relativeFeedError, relativeGoodError, shareRange } from '../impact/uncertainty.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'good', quantity: 'finishedGoodGrams', unit: 'kg' },
  { name: 'feed', quantity: 'finishedFeedGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const firstPassYield: Metric = {
  id: 'first-pass-yield',
  name: 'First-pass yield',
  group: 'mass',
  unit: '1',
  version: 1,
  definition: 'Share of the feed of finished batches that became good product, before any rework.',
  formula: 'good / feed',
  inputs,
  sources: [
    'Our definition, by mass; the quality term of overall equipment effectiveness is over the product made instead',
  ],
  pitfalls: [
    'Scrap that is shredded and fed again counts as fed a second time: yield says nothing about lost plastic.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'MB-1: 395 of 411.6 kg',
    amounts: { batchFinishedCount: 1, finishedGoodGrams: 395_000, finishedFeedGrams: 411_600 },
    value: 0.95967,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
  compute(amounts) {
    const { good, feed } = valuesOf(inputs, amounts);
    if (feed === 0) return unknown('no finished batch has a feed');
    const value = good / feed;
    return known(value, shareRange(value, relativeGoodError(amounts), relativeFeedError(amounts)));
  },
};
