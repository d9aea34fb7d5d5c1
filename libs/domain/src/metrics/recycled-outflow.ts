import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'recycled', quantity: 'returnedGrams', dimension: 'recycle', unit: 'kg' },
  { name: 'dispatched', quantity: 'dispatchedGrams', unit: 'kg' },
  { name: 'waste', quantity: 'wasteGrams', unit: 'kg' },
  { name: 'stored', quantity: 'wasteGrams', dimension: 'stored', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const recycledOutflow: Metric = {
  id: 'recycled-outflow',
  name: 'Recycled share of the outflow',
  group: 'circularity',
  unit: '1',
  version: 1,
  definition: 'Product taken back and recycled, over all that left the kitchen as product or waste.',
  formula: 'recycled / (dispatched + waste - stored)',
  inputs,
  sources: [
    'ISO 59020:2024, core indicator of outflow: actual recycled material (list from general knowledge, unverified)',
  ],
  pitfalls: [
    'It counts what happened: recyclable is not recycled.',
    'Own regrind never left the kitchen and is not in it.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: '25 of 400 kg sent out came back to be recycled, 100 kg went to the landfill',
    amounts: {
      'returnedGrams:recycle': 25_000,
      'dispatchedGrams:school-wall': 400_000,
      'wasteGrams:landfill': 100_000,
    },
    value: 0.05,
    digits: 6,
    source: 'Our own example',
  },
  compute(amounts) {
    const { recycled, dispatched, waste, stored } = valuesOf(inputs, amounts);
    const outflow = dispatched + waste - stored;
    return outflow <= 0 ? unknown('nothing left the kitchen') : known(recycled / outflow);
  },
};
