import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'reused', quantity: 'waterReusedMl', unit: 'L' },
  { name: 'fresh', quantity: 'waterFreshMl', unit: 'L' },
] as const satisfies readonly MetricInputDefinition[];

export const waterReuseRatio: Metric = {
  id: 'water-reuse-ratio',
  name: 'Water reuse ratio',
  group: 'energy-and-water',
  unit: '1',
  version: 2,
  definition:
    'Water recirculated in preparation over fresh water taken in; above 1 the same water served more than twice.',
  formula: 'reused / fresh',
  inputs,
  sources: [
    'ISO 59020:2024, core indicator of water: on-site reuse ratio (list from general knowledge, unverified)',
  ],
  pitfalls: [
    'The denominator is fresh water. Over all use, fresh and reused, the same water gives a share below 1: see the part.',
    'A step that does not say its fresh water is in neither number.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'ISO-1: 1,400 L recirculated, 600 L fresh; 70 % of use',
    amounts: { waterReusedMl: 1_400_000, waterFreshMl: 600_000 },
    value: 2.333,
    digits: 3,
    source: 'Vector ISO-1 (computed)',
  },
  compute(amounts) {
    const { reused, fresh } = valuesOf(inputs, amounts);
    if (fresh === 0) return unknown('no fresh water was logged');
    return known(reused / fresh, null, [
      { name: 'share of use', value: reused / (reused + fresh), unit: '1' },
    ]);
  },
};
