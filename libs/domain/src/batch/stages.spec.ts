import { describe, expect, it } from '@jest/globals';
import type { BatchStage, Stage } from '../log/events.js';
import { currentStage, stageSpans } from './stages.js';

function spansOf(...edges: [stage: Stage, edge: 'start' | 'end', machine?: string][]) {
  const events = edges.map(([stage, edge, machine], index): BatchStage => ({
    id: `e${index}`,
    type: 'batch.stage',
    time: `2026-03-02T10:0${index}:00Z`,
    batchId: 'B1',
    data: { stage, edge, machine },
  }));
  const spans = stageSpans(events);
  const minute = (time: string | null) => (time === null ? null : Number(time.slice(15, 16)));
  return {
    current: currentStage(spans),
    spans: spans.map(({ stage, startedAt, endedAt, machine }) => [
      stage,
      minute(startedAt),
      minute(endedAt),
      machine,
    ]),
  };
}

describe('stages', () => {
  it('pair a start with its end, and the newest open one is where the batch is', () => {
    expect(spansOf(['mix', 'start'], ['mix', 'end'], ['melt', 'start'])).toEqual({
      current: 'melt',
      spans: [
        ['mix', 0, 1, null],
        ['melt', 2, null, null],
      ],
    });
  });

  it('run on two machines at once', () => {
    expect(
      spansOf(['mould', 'start', 'a'], ['mould', 'start', 'b'], ['mould', 'end', 'a'], ['mould', 'end'])
        .spans,
    ).toEqual([
      ['mould', 0, 2, 'a'],
      ['mould', 1, 3, 'b'],
    ]);
  });

  it('learn their machine from the end when the start did not say', () => {
    expect(spansOf(['cool', 'start'], ['cool', 'end', 'a']).spans).toEqual([['cool', 0, 1, 'a']]);
  });

  it('keep an end whose start never came', () => {
    expect(spansOf(['cool', 'end']).spans).toEqual([['cool', null, 0, null]]);
  });
});

it('an end closes the newest open span of its stage, and not one that another end has closed', () => {
  // b's end closes b; the end without a machine then closes a, which is older; nothing is left for the last one.
  expect(
    spansOf(
      ['mould', 'start', 'a'],
      ['mould', 'start', 'b'],
      ['mould', 'end', 'b'],
      ['mould', 'end'],
      ['mould', 'end'],
    ).spans,
  ).toEqual([
    ['mould', 0, 3, 'a'],
    ['mould', 1, 2, 'b'],
    ['mould', null, 4, null],
  ]);
});
