import { availability } from './availability.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';
import { performance } from './performance.js';
import { qualityRate } from './quality-rate.js';

const inputs = [
  { name: 'run', quantity: 'runMs', unit: 'h' },
  { name: 'planned', quantity: 'plannedMs', unit: 'h' },
  { name: 'ideal', quantity: 'idealGrams', unit: 'kg' },
  { name: 'total', quantity: 'oeeTotalGrams', unit: 'kg' },
  { name: 'good', quantity: 'oeeGoodGrams', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const oee: Metric = {
  id: 'oee',
  name: 'Overall equipment effectiveness',
  group: 'effectiveness',
  unit: '1',
  version: 1,
  definition:
    'Availability times performance times quality: the good product over what the machine could have made in its planned time.',
  formula: '(run / planned) * (total / ideal) * (good / total)',
  inputs,
  sources: ['Overall equipment effectiveness, as production engineering has it'],
  pitfalls: [
    'One number hides which of the three is low: read the parts.',
    'It equals good / (ideal rate * planned time): a wrong ideal rate is a wrong OEE.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'OEE-3: three shifts of 480 min planned, 415 run, 20 kg/h ideal, 118 kg made, 112 kg good',
    amounts: {
      plannedMs: 86_400_000,
      runMs: 74_700_000,
      idealGrams: 415_000,
      oeeTotalGrams: 354_000,
      oeeGoodGrams: 336_000,
    },
    value: 0.7,
    digits: 6,
    source: 'Vector OEE-3 (computed), three times over so that the ideal mass is whole grams',
  },
  compute(amounts) {
    const { run, planned, ideal, total, good } = valuesOf(inputs, amounts);
    if (planned === 0 || ideal === 0 || total === 0)
      return unknown('no product was made in planned time on a machine of known ideal rate');
    const parts = [availability, performance, qualityRate].flatMap((metric) => {
      const { value } = metric.compute(amounts);
      return value === null ? [] : [{ name: metric.id, value, unit: '1' }];
    });
    return known((run / planned) * (total / ideal) * (good / total), null, parts);
  },
};
