import type { ScheduledBatch } from '@bakeloop/contracts';
import { describe, expect, it } from '@jest/globals';
import { ganttLanes } from './gantt-rows.js';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 2, 2, 6);
const hour = (count: number): string => new Date(START_MS + count * HOUR_MS).toISOString();

const batch = (batchId: string, from: number | null, to: number | null, more: Partial<ScheduledBatch> = {}) =>
  ({
    batchId,
    status: to === null ? 'running' : 'finished',
    machine: 'extruder-1',
    productCode: null,
    recipeId: null,
    recipeVersion: null,
    startedAt: from === null ? null : hour(from),
    finishedAt: to === null ? null : hour(to),
    feedGrams: 0,
    goodGrams: 0,
    flagged: false,
    stages: [],
    ...more,
  }) satisfies ScheduledBatch;

const ids = (batches: ScheduledBatch[]) =>
  ganttLanes(batches, START_MS + 10 * HOUR_MS).map(({ machine, rows }) => [
    machine,
    rows.map((row) => row.map(({ batchId }) => batchId)),
  ]);

describe('lanes of a Gantt chart', () => {
  it('are of machines, batches that overlap in rows of their own', () => {
    expect(
      ids([
        batch('A', 0, 2),
        batch('B', 1, 3),
        batch('C', 2, 4),
        batch('D', 0, 1, { machine: 'press-1' }),
        batch('E', 0, 1, { machine: null }),
      ]),
    ).toEqual([
      ['extruder-1', [['A', 'C'], ['B']]],
      ['press-1', [['D']]],
      ['', [['E']]],
    ]);
  });

  it('put a stage on another machine into the lane of that one', () => {
    const stages = [
      { stage: 'melt', machine: null, startedAt: hour(0), endedAt: hour(1) },
      { stage: 'mould', machine: 'press-1', startedAt: hour(1), endedAt: hour(2) },
      { stage: 'cool', machine: 'press-1', startedAt: null, endedAt: hour(3) },
    ];
    const lanes = ganttLanes([batch('A', 0, 3, { stages })], START_MS + 10 * HOUR_MS);
    expect(lanes.map(({ machine, rows }) => [machine, rows.flat().map(({ stage }) => stage)])).toEqual([
      ['extruder-1', [null]],
      ['press-1', ['mould']],
    ]);
  });

  it('let what goes on end now, and never run longer than two days; leave out what has no start', () => {
    const [lane] = ganttLanes(
      [batch('A', 4, null), batch('F', -90, null), batch('X', null, 3)],
      START_MS + 10 * HOUR_MS,
    );
    expect(
      lane?.rows
        .flat()
        .map(({ batchId, fromMs, toMs, isOpen }) => [batchId, (toMs - fromMs) / HOUR_MS, isOpen]),
    ).toEqual([
      ['F', 48, true],
      ['A', 6, true],
    ]);
  });
});
