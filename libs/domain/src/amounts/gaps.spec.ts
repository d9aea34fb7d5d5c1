import { describe, expect, it } from '@jest/globals';
import { METRICS, metricOf } from '../metrics/metrics.js';
import { QUANTITIES, type Quantity } from './amounts.js';
import { gapsBehind, sortedGaps, topicOf, type Gap } from './gaps.js';

const GAPS: Gap[] = [
  { about: 'energy', message: 'no meter' },
  { about: 'greenhouse-gases', message: 'no meter' },
  { about: 'water', message: 'no litres' },
  { about: 'diversion', message: 'no baseline' },
  { about: 'circularity', message: 'no product' },
  { about: 'effectiveness', message: 'no ideal rate' },
  { about: 'log', message: 'too large' },
  { about: 'product', message: 'two products' },
];
const behind = (id: string): string[] =>
  gapsBehind(metricOf(id)?.inputs.map(({ quantity }) => quantity) ?? [], GAPS);

describe('a figure without a value names its own gaps only', () => {
  it.each([
    ['energy-intensity', ['no meter']],
    ['renewable-energy-share', ['no meter']],
    ['water-intensity', ['no litres']],
    ['ghg-net-system', ['no meter']],
    ['ghg-per-functional-unit', ['no meter']],
    ['circularity-indicator', ['no product']],
    ['lifetime', ['no product']],
    ['diverted-by-fate', ['no baseline']],
    ['ocean-bound', ['no baseline']],
    ['oee', ['no ideal rate']],
    ['first-pass-yield', ['too large']],
  ])('%s: %j', (id, messages) => {
    expect(behind(id)).toEqual(messages);
  });

  it('and each figure is about something', () => {
    for (const { inputs } of METRICS)
      for (const { quantity } of inputs) expect(topicOf(quantity)).toEqual(expect.any(String));
    const reckoned = (Object.keys(QUANTITIES) as Quantity[]).filter((quantity) =>
      /^(mci|ghg)/.test(quantity),
    );
    expect(new Set(reckoned.map(topicOf))).toEqual(new Set(['circularity', 'greenhouse-gases']));
  });
});

it('gaps are sorted by what they say, and none is told twice of one topic', () => {
  expect(sortedGaps([...GAPS, ...GAPS].reverse())).toHaveLength(GAPS.length);
  expect(sortedGaps(GAPS).map(({ message }) => message)).toEqual(GAPS.map(({ message }) => message).sort());
});
