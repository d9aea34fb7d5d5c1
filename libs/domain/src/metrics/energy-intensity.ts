import { relativeGoodError, relativeRange } from '../impact/uncertainty.js';
import { METER_ERROR } from './meter-error.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'energy', quantity: 'energyWh', unit: 'kW.h' },
  { name: 'good', quantity: 'goodGramsWithEnergy', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const energyIntensity: Metric = {
  id: 'energy-intensity',
  name: 'Energy per kilogram of good product',
  group: 'energy-and-water',
  unit: 'kW.h/kg',
  version: 1,
  definition: 'Metered energy of finished batches over the good product of just those batches.',
  formula: 'energy / good',
  inputs,
  sources: [
    'Cumulative meters over the stages of the batches',
    'To compare: recycled plastics take 8 to 55 GJ/t, that is from 2.2 kWh/kg (Hopewell and others 2009)',
  ],
  pitfalls: [
    'Batches without a meter are in neither number.',
    'Shredding and washing before the batch are not in it unless they run on the same machine.',
  ],
  additive: false,
  better: 'lower',
  quality: calculated,
  example: {
    title: 'MB-1: 355 kWh for 395 kg',
    amounts: { 'energyWh:grid': 310_000, 'energyWh:diesel': 45_000, goodGramsWithEnergy: 395_000 },
    value: 0.898734,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
  compute(amounts) {
    const { energy, good } = valuesOf(inputs, amounts);
    if (good === 0) return unknown('no finished batch with a known energy made good product');
    const value = energy / good;
    return known(value, relativeRange(value, METER_ERROR.energy, relativeGoodError(amounts)));
  },
};
