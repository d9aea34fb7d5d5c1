import { describe, expect, it } from '@jest/globals';
import { presenceOf, troubleScore, troublesOf, type TroubleFacts } from './trouble.js';

const NOW_MS = Date.UTC(2026, 2, 2, 12);
const MINUTE_MS = 60_000;
const well: TroubleFacts = {
  state: 'online',
  lastMessageAtMs: NOW_MS - 10_000,
  longestIntervalSeconds: 60,
  clockSkewMs: -800,
  deadLetters24h: 0,
  flaggedBatches: [],
  outOfRange: [],
  slowedAtMs: null,
  turnedAwayAtMs: null,
};
const kinds = (facts: Partial<TroubleFacts>): string[] =>
  troublesOf({ ...well, ...facts }, NOW_MS).map(({ kind }) => kind);

describe('presence (B3)', () => {
  const heard = (minutesAgo: number, facts: Partial<TroubleFacts> = {}) =>
    presenceOf({ ...well, lastMessageAtMs: NOW_MS - minutesAgo * MINUTE_MS, ...facts }, NOW_MS);

  it('is silent after three times the longest interval, though the broker says online', () => {
    expect(heard(3)).toBe('online');
    expect(heard(3.01)).toBe('silent');
    expect(heard(29, { longestIntervalSeconds: 600 })).toBe('online');
    expect(heard(31, { longestIntervalSeconds: 600 })).toBe('silent');
  });

  it('is never silent within two minutes, however short the intervals or without any', () => {
    for (const longestIntervalSeconds of [1, null]) {
      expect(heard(2, { longestIntervalSeconds })).toBe('online');
      expect(heard(2.01, { longestIntervalSeconds })).toBe('silent');
    }
  });

  it('is offline by the will at once, and never for a kitchen that nothing came from', () => {
    expect(heard(0, { state: 'offline' })).toBe('offline');
    expect(heard(0, { state: 'offline', lastMessageAtMs: null })).toBe('never');
  });

  it('goes by the messages alone for a sensor that states nothing', () => {
    expect(heard(1, { state: null })).toBe('online');
    expect(heard(5, { state: null })).toBe('silent');
  });
});

describe('troubles', () => {
  it('are none when all is well', () => {
    expect(kinds({})).toEqual([]);
  });

  it('come worst first', () => {
    const all = kinds({
      state: 'offline',
      deadLetters24h: 2,
      flaggedBatches: ['B-1'],
      outOfRange: ['press-1/force'],
    });
    expect(all).toEqual(['offline', 'out-of-range', 'flagged-batch', 'bad-data']);
  });

  it('tell for ten minutes that a kitchen sends too much, and what was turned away first', () => {
    const detail = (facts: Partial<TroubleFacts>): string | undefined =>
      troublesOf({ ...well, ...facts }, NOW_MS).find(({ kind }) => kind === 'too-fast')?.detail;
    const lately = NOW_MS - 9 * MINUTE_MS;
    expect(detail({ slowedAtMs: lately })).toMatch(/answered later, and nothing is lost/);
    expect(detail({ slowedAtMs: lately, turnedAwayAtMs: lately })).toMatch(/turned away/);
    expect(kinds({ slowedAtMs: NOW_MS - 10 * MINUTE_MS, turnedAwayAtMs: 0 })).toEqual([]);
  });

  it('tell of a drifting scale in its own words, as a warning', () => {
    const scaleDrift = 'Batches lose more and more since B-7.';
    expect(troublesOf({ ...well, scaleDrift }, NOW_MS)).toEqual([
      { kind: 'scale-drift', severity: 'warning', detail: scaleDrift },
    ]);
  });

  it('count a clock as wrong beyond two minutes, ahead or behind', () => {
    expect(kinds({ clockSkewMs: 2 * MINUTE_MS })).toEqual([]);
    expect(kinds({ clockSkewMs: 2 * MINUTE_MS + 1 })).toEqual(['clock-skew']);
    expect(kinds({ clockSkewMs: -2 * MINUTE_MS - 1 })).toEqual(['clock-skew']);
  });

  it('tell of one log and of several', () => {
    const said = (flaggedBatches: string[]) => troublesOf({ ...well, flaggedBatches }, NOW_MS)[0]?.detail;
    expect(said(['B-1'])).toBe('The log of B-1 does not add up; its page says how.');
    expect(said(['B-1', 'B-2'])).toBe('The logs of B-1, B-2 do not add up; their pages say how.');
  });

  it('tell how far a clock is off in what one reads at a glance, and counts with separators', () => {
    const said = (facts: Partial<TroubleFacts>) => troublesOf({ ...well, ...facts }, NOW_MS)[0]?.detail;
    const skewed = (minutes: number) => said({ clockSkewMs: minutes * MINUTE_MS });
    expect(skewed(5)).toBe('Its newest reading was 5 minutes ahead of our clock.');
    expect(skewed(-26 * 60)).toBe('Its newest reading was 26 hours behind our clock.');
    expect(skewed(1_095 * 24 * 60)).toBe('Its newest reading was 1,095 days ahead of our clock.');
    expect(said({ deadLetters24h: 12_345 })).toMatch(/^12,345 refused/);
  });

  it('name three things at most, and say how many more there are', () => {
    const [trouble] = troublesOf({ ...well, outOfRange: ['a', 'b', 'c', 'd', 'e'] }, NOW_MS);
    expect(trouble?.detail).toBe('Beyond its declared bounds: a, b, c and 2 more.');
  });

  it('say no instant: the page knows the hour of who reads it', () => {
    for (const state of ['online', 'offline'] as const) {
      const [trouble] = troublesOf({ ...well, state, lastMessageAtMs: NOW_MS - 60 * MINUTE_MS }, NOW_MS);
      expect(trouble?.detail).not.toMatch(/\d{4}-\d{2}/);
    }
  });

  it('score one critical above any number of warnings', () => {
    const silent = troublesOf({ ...well, lastMessageAtMs: NOW_MS - 60 * MINUTE_MS }, NOW_MS);
    const warnings = troublesOf(
      { ...well, deadLetters24h: 9, flaggedBatches: ['B-1'], clockSkewMs: 10 * MINUTE_MS },
      NOW_MS,
    );
    expect(warnings).toHaveLength(3);
    const score = (troubles: typeof silent, active = 0): number =>
      troubleScore({ troubles, openAlarms: { active, unacknowledged: active, worst: 'critical' } });
    expect(score(silent)).toBeGreaterThan(score(warnings));
    expect(score(warnings)).toBeGreaterThan(score([]));
    expect(score([], 1)).toBeGreaterThan(score([...silent, ...warnings]));
  });
});
