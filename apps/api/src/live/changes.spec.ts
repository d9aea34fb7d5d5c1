import { describe, expect, it } from '@jest/globals';
import { mergeReadings, mergeRows } from './changes.js';

describe('changes gathered for viewers', () => {
  const reading = (channel: string, timeMs: number) => ({ channel, timeMs, value: timeMs });

  it('keep the readings of each kitchen in order', () => {
    const merged = mergeReadings(
      new Map([['k-1', [reading('a', 1)]]]),
      new Map([
        ['k-1', [reading('a', 2)]],
        ['k-2', [reading('a', 1)]],
      ]),
    );
    expect(merged.get('k-1')?.map(({ timeMs }) => timeMs)).toEqual([1, 2]);
    expect(merged.get('k-2')).toHaveLength(1);
  });

  it('stay bounded under a flood: then only the newest of each channel goes out', () => {
    const flood = Array.from({ length: 5_000 }, (_, index) => reading(`c-${index % 7}`, index));
    const kept = mergeReadings(new Map(), new Map([['k-1', flood]])).get('k-1') ?? [];
    expect(kept).toHaveLength(7);
    expect(Math.min(...kept.map(({ timeMs }) => timeMs))).toBe(4_993);
  });

  it('join what is to be read again', () => {
    const change = (batchId: string, channels: boolean) => ({ batchIds: new Set([batchId]), channels });
    const merged = mergeRows(
      new Map([['k-1', change('B-1', true)]]),
      new Map([['k-1', change('B-2', false)]]),
    );
    expect(merged.get('k-1')).toEqual({ batchIds: new Set(['B-1', 'B-2']), channels: true });
  });
});
