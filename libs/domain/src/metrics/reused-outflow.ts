import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'reused', quantity: 'returnedGrams', dimension: 'reuse', unit: 'kg' },
  { name: 'dispatched', quantity: 'dispatchedGrams', unit: 'kg' },
  { name: 'waste', quantity: 'wasteGrams', unit: 'kg' },
  { name: 'stored', quantity: 'wasteGrams', dimension: 'stored', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const reusedOutflow: Metric = {
  id: 'reused-outflow',
  name: 'Reused share of the outflow',
  group: 'circularity',
  unit: '1',
  version: 1,
  definition: 'Product taken back and used again, over all that left the kitchen as product or waste.',
  formula: 'reused / (dispatched + waste - stored)',
  inputs,
  sources: [
    'ISO 59020:2024, core indicator of outflow: actual reused products (list from general knowledge, unverified)',
  ],
  pitfalls: [
    'It counts what happened: a product that could be reused is not in it.',
    'What comes back in a period was mostly sent out in an earlier one.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: '10 of 400 kg sent out came back for reuse, 100 kg went to the landfill',
    amounts: {
      'returnedGrams:reuse': 10_000,
      'dispatchedGrams:school-wall': 400_000,
      'wasteGrams:landfill': 100_000,
    },
    value: 0.02,
    digits: 6,
    source: 'Our own example',
  },
  compute(amounts) {
    const { reused, dispatched, waste, stored } = valuesOf(inputs, amounts);
    const outflow = dispatched + waste - stored;
    return outflow <= 0 ? unknown('nothing left the kitchen') : known(reused / outflow);
  },
};
