import { circularity } from '../impact/circularity.js';
import { inQuadrature, range95, relativeFeedError, relativeGoodError } from '../impact/uncertainty.js';
import type { Amounts } from '../amounts/amounts.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { circularityCompleteness } from './circularity-completeness.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'mass', quantity: 'mciMassMg', unit: 'kg' },
  { name: 'virgin', quantity: 'mciVirginMg', unit: 'kg' },
  { name: 'directWaste', quantity: 'mciDirectWasteMg', unit: 'kg' },
  { name: 'feedWaste', quantity: 'mciFeedWasteMg', unit: 'kg' },
  { name: 'collectionWaste', quantity: 'mciCollectionWasteMg', unit: 'kg' },
  { name: 'utility', quantity: 'mciUtilityMg', unit: 'kg' },
] as const satisfies readonly MetricInputDefinition[];

export const circularityIndicator: Metric = {
  id: 'circularity-indicator',
  name: 'Material Circularity Indicator',
  group: 'circularity',
  unit: '1',
  version: 2,
  definition:
    'How circular the good product is, from 0 to 1; a linear product of average use has 0.1. It takes little virgin feedstock, little waste in making it and after its use, long and full use. From summed masses, never from averaged indicators.',
  formula:
    'max(0, 1 - (virgin + directWaste + (feedWaste + collectionWaste) / 2) / (2 * mass + (feedWaste - collectionWaste) / 2) * 0.9 / (utility / mass))',
  inputs,
  sources: [
    'Ellen MacArthur Foundation and Granta Design: Circularity Indicators, methodology (2015, update 2019), read from an ISWA page, a port of its code and a review of its formula',
    'Efficiency of making the recycled feedstock (E_F): as the kitchen measured it, batch by batch (overall efficiency); what happens after use, and how long it serves: the product record',
    'Part "corrected for completeness": the idea of Madaster, product of unknown circularity counts as 0 (our proposal)',
  ],
  pitfalls: [
    'The denominator is 2 M + (W_F - W_C) / 2; most public code has 2 M, or the difference without the half.',
    'A paver that is 70 % virgin sand scores 0.23 where a beam scores 0.63: mass is mass.',
    'The waste after use is what the product record says happens, not what could happen.',
    'Granulate that is fed to a later batch is product there too, and counts in both.',
    'It says nothing about toxicity or climate.',
  ],
  additive: false,
  better: 'higher',
  quality: calculated,
  example: {
    title: 'MCI-MB1: 395 kg of beams, E_F 0.857389 as measured, 30 % collected after use at 80 %',
    amounts: {
      mciMassMg: 395_000_000,
      mciVirginMg: 4_030_612,
      mciDirectWasteMg: 276_500_000,
      mciFeedWasteMg: 65_030_612,
      mciCollectionWasteMg: 23_700_000,
      mciUtilityMg: 395_000_000,
    },
    value: 0.639301,
    digits: 6,
    source: 'Vector MCI-MB1 (computed)',
  },
  compute(amounts) {
    const sums = valuesOf(inputs, amounts);
    const { mass, virgin, feedWaste, collectionWaste, utility } = sums;
    if (mass === 0 || utility === 0) return unknown('of no good product is the circularity known');
    // Sums of real products cannot get here; amounts that contradict each other can.
    if (2 * mass + (feedWaste - collectionWaste) / 2 <= 0)
      return unknown('the waste of recycling exceeds the product it is of');
    const { indicator } = circularity(sums);
    // What the scales leave open in the recycled mass moves virgin feedstock and the waste of making the recycled one.
    const feedError = relativeFeedError(amounts);
    const goodError = relativeGoodError(amounts);
    const slope = (0.9 * mass) / utility / (2 * mass + (feedWaste - collectionWaste) / 2);
    const error =
      feedError === null || goodError === null
        ? null
        : slope *
          inQuadrature((mass - virgin) * feedError, (feedWaste / 2) * inQuadrature(feedError, goodError));
    const range = error === null ? null : range95(indicator, error);
    return known(
      indicator,
      range && { low: Math.max(0, range.low), high: Math.max(indicator, Math.min(1, range.high)) },
      corrected(indicator, amounts),
    );
  },
};

function corrected(indicator: number, amounts: Amounts) {
  const { value } = circularityCompleteness.compute(amounts);
  return value === null ? [] : [{ name: 'corrected for completeness', value: indicator * value, unit: '1' }];
}
