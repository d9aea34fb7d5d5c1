import { amountOf } from '../amounts/amounts.js';
import { relativeFeedError, relativeGoodError, relativeRange } from '../impact/uncertainty.js';
import { MG_PER_BOTTLE } from '../impact/diversion.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, isReported, known, lessUnproven, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'recycled', quantity: 'recycledMg', unit: 'mg' },
] as const satisfies readonly MetricInputDefinition[];

export const bottleEquivalents: Metric = {
  id: 'bottle-equivalents',
  name: 'Bottle equivalents',
  group: 'diversion',
  unit: '{bottle}',
  version: 2,
  definition:
    'Diverted plastic as bottles of half a litre that weigh 20 g, whole ones only: a picture, no measurement.',
  formula: `floor(recycled / ${MG_PER_BOTTLE})`,
  inputs,
  sources: ['Plastic Bank: 50 bottles a kilogram'],
  pitfalls: ['No bottle was counted; most of the plastic never was one.'],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'MB-1: 390.969388 kg',
    amounts: { batchCount: 1, recycledMg: 390_969_388 },
    value: 19_548,
    digits: 0,
    source: 'Bottle vector (computed)',
  },
  compute(amounts) {
    if (!isReported(amounts, ['recycledMg', 'batchCount'])) return unknown('no batch was started');
    const bottles = Math.floor(valuesOf(inputs, amounts).recycled / MG_PER_BOTTLE);
    const range = relativeRange(bottles, relativeGoodError(amounts), relativeFeedError(amounts));
    const unproven = amountOf(amounts, 'recycledUnprovenMg') / MG_PER_BOTTLE;
    const proven = lessUnproven(range, unproven);
    return known(bottles, proven && { low: Math.floor(proven.low), high: Math.ceil(proven.high) });
  },
};
