import type { ScheduledBatch } from '@bakeloop/contracts';
import { describe, expect, it } from '@jest/globals';
import { recipeBands } from './use-schedule.js';

const batch: ScheduledBatch = {
  batchId: 'MB-1',
  status: 'finished',
  machine: 'extruder-1',
  productCode: null,
  recipeId: 'r-beam-2m',
  recipeVersion: 2,
  startedAt: '2026-03-02T06:00:00Z',
  finishedAt: '2026-03-02T10:00:00Z',
  feedGrams: 0,
  goodGrams: 0,
  flagged: false,
  stages: [],
};
const recipes = new Map([
  [
    'r-beam-2m',
    [
      { version: 3, name: 'Beam 2 m', limitsCel: { min: 180, max: 210 } },
      { version: 2, name: 'Beam 2 m', limitsCel: { min: 190, max: 230 } },
      { version: 1, name: 'Beam 2 m', limitsCel: null },
    ],
  ],
  ['r-free', [{ version: 1, name: 'Without limits', limitsCel: null }]],
]);
const barrel = { channel: 'extruder-1/barrel-2-temperature', unit: 'Cel' };
const bands = (channels: { channel: string; unit: string }[], of: Partial<ScheduledBatch> = {}) =>
  recipeBands(channels, [{ ...batch, ...of }], recipes, Date.parse('2026-03-02T12:00:00Z'));

describe('bands of a recipe', () => {
  it('stand over the batch, between the limits of the version of its recipe that it ran with', () => {
    expect(bands([barrel])).toEqual([
      {
        key: 'MB-1',
        fromMs: Date.parse('2026-03-02T06:00:00Z'),
        toMs: Date.parse('2026-03-02T10:00:00Z'),
        low: 190,
        high: 230,
        label: 'Beam 2 m, version 2',
      },
    ]);
    expect(bands([barrel], { finishedAt: null })[0]?.toMs).toBe(Date.parse('2026-03-02T12:00:00Z'));
  });

  it('are those of the newest version where the one it names was never published, and none where its own has none', () => {
    const limits = (recipeVersion: number | null) =>
      bands([barrel], { recipeVersion }).map(({ low, high }) => [low, high]);
    expect(limits(9)).toEqual([[180, 210]]);
    expect(limits(null)).toEqual([[180, 210]]);
    expect(limits(1)).toEqual([]);
  });

  it('are drawn only where the recipe speaks of it: its machine, its melt, its limits', () => {
    expect(bands([{ channel: 'extruder-1/cooling-water-temperature', unit: 'Cel' }])).toEqual([]);
    expect(bands([{ channel: 'extruder-1/melt-pressure', unit: 'bar' }])).toEqual([]);
    expect(bands([{ ...barrel, channel: 'extruder-2/barrel-1-temperature' }])).toEqual([]);
    expect(bands([barrel], { recipeId: 'r-free' })).toEqual([]);
    expect(bands([barrel], { recipeId: null })).toEqual([]);
    expect(bands([barrel], { startedAt: null })).toEqual([]);
  });
});
