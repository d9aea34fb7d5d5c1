import { relativeGoodError, relativeRange } from '../impact/uncertainty.js';
import { METER_ERROR } from './meter-error.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'fresh', quantity: 'batchWaterFreshMl', unit: 'L' },
  { name: 'good', quantity: 'goodGramsWithWater', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const waterIntensity: Metric = {
  id: 'water-intensity',
  name: 'Fresh water per kilogram of good product',
  group: 'energy-and-water',
  unit: 'L/kg',
  version: 1,
  definition: 'Fresh water behind finished batches over the good product of just those batches.',
  formula: 'fresh / good',
  inputs,
  sources: [
    'As logged with each processing step, shared out by mass',
    'To compare: recycled plastics typically take 3.5 kL/t (Hopewell and others 2009)',
  ],
  pitfalls: ['Batches of which a washing step does not say its water are in neither number.'],
  additive: false,
  better: 'lower',
  quality: calculated,
  example: {
    title: 'MB-1: 600 L for 395 kg',
    amounts: { batchWaterFreshMl: 600_000, goodGramsWithWater: 395_000 },
    value: 1.518987,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
  compute(amounts) {
    const { fresh, good } = valuesOf(inputs, amounts);
    if (good === 0) return unknown('no finished batch with known washing water made good product');
    const value = fresh / good;
    return known(value, relativeRange(value, METER_ERROR.water, relativeGoodError(amounts)));
  },
};
