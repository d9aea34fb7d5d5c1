import { amountOf } from '../amounts/amounts.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { calculated, known, unknown, valuesOf } from './outcome.js';

const inputs = [
  { name: 'incidents', quantity: 'lostTimeIncidentCount', unit: '{incident}' },
  { name: 'worked', quantity: 'workMinutes', unit: 'h' },
] as const satisfies readonly MetricInputDefinition[];

export const incidentRate: Metric = {
  id: 'incident-rate',
  name: 'Lost-time incidents per 200,000 hours',
  group: 'people',
  unit: '{incident}/(200000.h)',
  version: 1,
  definition:
    'Incidents that cost working time, as many as there would be in 200,000 hours: a hundred people for a year.',
  formula: 'incidents * 200000 / worked',
  inputs,
  sources: ['The usual base of 200,000 hours (from general knowledge, unverified)'],
  pitfalls: [
    'In few hours one incident is a huge rate and none says nothing: read the hours beside it.',
    'Nothing reported is not the same as nothing happened.',
    'It counts incidents of a kitchen, not people: small counts are shown, so that danger is never hidden.',
  ],
  additive: false,
  better: 'lower',
  quality: calculated,
  example: {
    title: 'Two incidents in 50,000 hours',
    amounts: { lostTimeIncidentCount: 2, 'incidentCount:injury': 3, workMinutes: 3_000_000 },
    value: 8,
    digits: 6,
    source: 'Our own example',
  },
  compute(amounts) {
    const { incidents, worked } = valuesOf(inputs, amounts);
    if (worked === 0) return unknown('no hours of work were recorded');
    const all = (amountOf(amounts, 'incidentCount') * 200_000) / worked;
    return known((incidents * 200_000) / worked, null, [
      { name: 'all incidents', value: all, unit: '{incident}/(200000.h)' },
    ]);
  },
};
