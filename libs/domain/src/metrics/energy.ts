import { relativeRange } from '../impact/uncertainty.js';
import { METER_ERROR } from './meter-error.js';
import { measured } from './outcome.js';
import { sumMetric } from './sum-metric.js';

export const energy = sumMetric({
  id: 'energy',
  name: 'Energy',
  group: 'energy-and-water',
  unit: 'kW.h',
  version: 1,
  definition:
    'What the meters of the machines counted while finished batches ran, by source: grid, sun, diesel.',
  input: { name: 'energy', quantity: 'energyWh', unit: 'kW.h' },
  reportedBy: ['batchWithEnergyCount'],
  missing: 'of no finished batch is the energy known',
  range: (value) => relativeRange(value, METER_ERROR.energy),
  hasParts: true,
  sources: ['Cumulative meters; a reset counts as nothing, never as negative consumption'],
  pitfalls: [
    'The sources are split in the proportions of the site, since a machine does not know where its power comes from.',
    'Lights, pumps and idle machines between batches are not in it.',
    'The meters are taken to be right to 1 % (our assumption).',
  ],
  better: 'lower',
  quality: measured,
  example: {
    title: 'MB-1: 310 kWh from the grid, 45 kWh from diesel',
    amounts: { batchWithEnergyCount: 1, 'energyWh:grid': 310_000, 'energyWh:diesel': 45_000 },
    value: 355,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
});
