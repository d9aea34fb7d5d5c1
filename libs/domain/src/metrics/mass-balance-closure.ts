import { range95, weighingErrorKg } from '../impact/uncertainty.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'unaccounted', quantity: 'unaccountedGrams', unit: 'kg' },
  { name: 'feed', quantity: 'finishedFeedGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const massBalanceClosure: Metric = {
  id: 'mass-balance-closure',
  name: 'Mass balance closure',
  group: 'mass',
  unit: '1',
  version: 1,
  definition:
    'Share of the feed of finished batches that nobody can account for; 0 is a balance that closes.',
  formula: 'unaccounted / feed',
  inputs,
  sources: ['Conservation of mass'],
  pitfalls: [
    'Both signs are wrong: a negative closure says that more came out than went in.',
    'Stock change belongs to the balance of a period, not to that of a batch.',
  ],
  additive: false,
  better: null,
  quality: calculated,
  example: {
    title: 'MB-1: 2.0 of 411.6 kg',
    amounts: { batchFinishedCount: 1, unaccountedGrams: 2_000, finishedFeedGrams: 411_600 },
    value: 0.004859,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
  compute(amounts) {
    const { unaccounted, feed } = valuesOf(inputs, amounts);
    if (feed === 0) return unknown('no finished batch has a feed');
    const value = unaccounted / feed;
    const error = weighingErrorKg(amounts, 'closure');
    return known(value, error === null ? null : range95(value, error / feed));
  },
};
