import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'solar', quantity: 'energyWh', dimension: 'pv', unit: 'kW.h' },
  { name: 'energy', quantity: 'energyWh', unit: 'kW.h' },
] as const satisfies readonly MetricInputDefinition[];

export const renewableEnergyShare: Metric = {
  id: 'renewable-energy-share',
  name: 'Renewable share of energy',
  group: 'energy-and-water',
  unit: '1',
  version: 1,
  definition: 'Share of the energy of finished batches that came from the kitchen’s own solar panels.',
  formula: 'solar / energy',
  inputs,
  sources: [
    'ISO 59020:2024, core indicator of energy: renewable energy consumed (list from general knowledge, unverified)',
  ],
  pitfalls: [
    'Renewable power in the grid is not in it, so it is a lower bound: Kenya’s grid alone is mostly renewable.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'ISO-1: 120 of 355 kWh from the sun',
    amounts: { 'energyWh:pv': 120_000, 'energyWh:grid': 235_000 },
    value: 0.338,
    digits: 4,
    source: 'Vector ISO-1 (computed)',
  },
  compute(amounts) {
    const { solar, energy } = valuesOf(inputs, amounts);
    return energy === 0 ? unknown('of no finished batch is the energy known') : known(solar / energy);
  },
};
