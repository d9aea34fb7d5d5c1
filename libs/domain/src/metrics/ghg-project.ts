import {
  greenhouseGasQuality,
  greenhouseGasRange,
  hasGreenhouseGases,
  NO_GREENHOUSE_GASES,
} from './ghg-outcome.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { known, partsIn, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'project', quantity: 'ghgProjectMg', unit: 'kg{CO2e}' },
] as const satisfies readonly MetricInputDefinition[];

export const ghgProject: Metric = {
  id: 'ghg-project',
  name: 'Emissions of the kitchen',
  group: 'greenhouse-gases',
  unit: 'kg{CO2e}',
  version: 2,
  definition:
    'What the kitchen emits: grid, sun and diesel, the van that brings the plastic, what is bought in, fresh water, and disposal of what is refused and lost. By cause.',
  formula: 'project',
  inputs,
  sources: [
    'Grid by country: Our World in Data / Ember as shipped in codecarbon',
    'Diesel: 36.372 MJ/L at 74.1 g/MJ burned, and DEFRA 2025 well to tank; litres before kilowatt-hours',
    'Van, water, bought-in plastic, landfill: DEFRA 2025',
  ],
  pitfalls: [
    'A genset at low load burns half as much again per kilowatt-hour: without its litres the figure is a guess.',
    'A batch takes the factors of the place and the day of its finish, also for what was washed and driven before, elsewhere or on an older grid.',
    'Energy is that of the machines of the batch: shredding, washing and drying on other machines are not in it, and the figure is too low by them.',
    'The way from the gate to the building site is not in it, nor the making of the machines and of the container.',
    'Burning and well-to-tank belong together: never compare one with the sum.',
  ],
  additive: true,
  better: 'lower',
  quality: greenhouseGasQuality,
  example: {
    title: 'GHG-1: Kenya, 310 kWh, 15 L diesel, 480 kg driven 12 km, 54.6 kg to the landfill',
    amounts: {
      ghgBatchCount: 1,
      'ghgProjectMg:grid': 21_852_520,
      'ghgProjectMg:diesel': 49_788_828,
      'ghgProjectMg:transport': 3_636_288,
      'ghgProjectMg:masterbatch': 13_324_497,
      'ghgProjectMg:disposal': 490_478,
      'ghgProjectMg:water': 114_781,
      ghgProjectSpreadMg: 8_920_739,
    },
    value: 89.207392,
    digits: 6,
    source: 'Vector GHG-1 (computed)',
  },
  compute(amounts) {
    if (!hasGreenhouseGases(amounts)) return unknown(NO_GREENHOUSE_GASES);
    const { project } = valuesOf(inputs, amounts);
    const range = greenhouseGasRange(project, amounts, ['project']);
    return known(project, range, partsIn(amounts, 'ghgProjectMg', 'kg{CO2e}'));
  },
};
