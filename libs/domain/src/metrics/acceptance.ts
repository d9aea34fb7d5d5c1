import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';
import { relativeIntakeError, shareRange } from '../impact/uncertainty.js';

const inputs = [
  { name: 'dry', quantity: 'tracedDryMg', unit: 'kg' },
  { name: 'rejected', quantity: 'tracedRejectedMg', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const acceptance: Metric = {
  id: 'acceptance',
  name: 'Acceptance',
  group: 'mass',
  unit: '1',
  version: 1,
  definition: 'Share of the dry deliveries behind finished batches that sorting kept.',
  formula: '(dry - rejected) / dry',
  inputs,
  sources: ['Mass balance from the gate, on a dry basis'],
  pitfalls: [
    'On a wet basis it would be higher, and pay for water.',
    'Only batches wholly traced to deliveries of known moisture are in it.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'MB-1: 36 of 456 kg refused',
    amounts: { tracedBatchCount: 1, tracedDryMg: 456_000_000, tracedRejectedMg: 36_000_000 },
    value: 0.921053,
    digits: 6,
    source: 'Vector MB-1 (computed)',
  },
  compute(amounts) {
    const { dry, rejected } = valuesOf(inputs, amounts);
    if (dry === 0) return unknown('no finished batch is traced to deliveries of known moisture');
    const value = (dry - rejected) / dry;
    return known(value, shareRange(value, relativeIntakeError(amounts)));
  },
};
