import { describe, expect, it } from '@jest/globals';
import {
  rangeKey,
  readChannels,
  readRange,
  RELATIVE_KEYS,
  windowOf,
  writeChannels,
  writeRange,
  type RelativeKey,
} from './range.js';

const search = (text: string) => new URLSearchParams(text);

describe('the range in the address', () => {
  it('reads back what it wrote, and keeps the rest of the address', () => {
    const fixed = { kind: 'fixed', fromMs: Date.UTC(2026, 2, 1), toMs: Date.UTC(2026, 2, 2) } as const;
    const written = writeRange(search('range=7d&channels=a'), fixed);
    expect(readRange(written)).toEqual(fixed);
    expect(written.get('channels')).toBe('a');
    expect(written.has('range')).toBe(false);
    for (const key of RELATIVE_KEYS)
      expect(readRange(writeRange(written, { kind: 'relative', key }))).toEqual({ kind: 'relative', key });
    expect(readRange(writeRange(written, { kind: 'relative', key: 'week' }, 'week'), 'week')).toEqual({
      kind: 'relative',
      key: 'week',
    });
  });

  it.each([
    '',
    'range=5y',
    'from=2026-03-02T00:00:00Z',
    'from=x&to=y',
    'from=2026-03-02&to=2026-03-01',
    'from=1900-01-01&to=2026-01-01',
  ])('falls back to six hours for "%s"', (text) => {
    expect(readRange(search(text))).toEqual({ kind: 'relative', key: '6h' });
  });

  const ZONE = 'Europe/Amsterdam';
  const shown = (key: RelativeKey, now: string): string[] => {
    const { fromMs, toMs } = windowOf({ kind: 'relative', key }, Date.parse(now), ZONE);
    return [fromMs, toMs].map((ms) => new Date(ms).toISOString());
  };

  it.each([
    ['1h', '2026-03-29T01:30:00Z', '2026-03-29T00:30:00.000Z', '2026-03-29T01:30:00.000Z'],
    // The day of 23 hours, a minute before its end there and a minute after.
    ['today', '2026-03-29T21:59:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:00.000Z'],
    ['today', '2026-03-29T22:01:00Z', '2026-03-29T22:00:00.000Z', '2026-03-29T22:01:00.000Z'],
    ['yesterday', '2026-03-29T21:59:00Z', '2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z'],
    ['yesterday', '2026-03-29T22:01:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['7d', '2026-03-31T10:00:00Z', '2026-03-24T23:00:00.000Z', '2026-03-31T10:00:00.000Z'],
    ['week', '2026-10-25T20:00:00Z', '2026-10-18T22:00:00.000Z', '2026-10-25T20:00:00.000Z'],
    ['last-week', '2026-10-26T20:00:00Z', '2026-10-18T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['month', '2026-11-01T00:00:00Z', '2026-10-31T23:00:00.000Z', '2026-11-01T00:00:00.000Z'],
    ['last-month', '2026-11-01T00:00:00Z', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  ] as const)('of "%s" at %s there is from %s to %s: days are the kitchen’s', (key, now, from, to) => {
    expect(shown(key, now)).toEqual([from, to]);
  });

  it('is never of no length, not even at midnight', () => {
    for (const key of RELATIVE_KEYS) {
      const { fromMs, toMs } = windowOf({ kind: 'relative', key }, Date.parse('2026-02-28T23:00:00Z'), ZONE);
      expect(toMs - fromMs).toBeGreaterThanOrEqual(60_000);
    }
  });

  it('leaves a fixed one, and reads one that is over anew after the kitchen’s midnight only', () => {
    expect(windowOf({ kind: 'fixed', fromMs: 1, toMs: 2 }, 7_200_000, ZONE)).toEqual({ fromMs: 1, toMs: 2 });
    const keyOf = (key: RelativeKey, now: string) =>
      rangeKey({ kind: 'relative', key }, Date.parse(now), ZONE);
    expect(keyOf('yesterday', '2026-03-29T21:59:00Z')).toBe(keyOf('yesterday', '2026-03-29T10:00:00Z'));
    expect(keyOf('yesterday', '2026-03-29T22:01:00Z')).not.toBe(keyOf('yesterday', '2026-03-29T21:59:00Z'));
    expect(keyOf('today', '2026-03-29T22:01:00Z')).toBe(keyOf('today', '2026-03-29T10:00:00Z'));
  });
});

describe('the channels in the address', () => {
  it('tells none chosen from nothing said', () => {
    expect(readChannels(search(''))).toBeNull();
    expect(readChannels(search('channels='))).toEqual([]);
    expect(readChannels(writeChannels(search('range=1h'), ['a/b', 'c/d']))).toEqual(['a/b', 'c/d']);
    expect(writeChannels(search('channels=a'), null).has('channels')).toBe(false);
  });
});
