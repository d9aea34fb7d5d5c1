import { describe, expect, it } from '@jest/globals';
import { readChannels, readRange, windowOf, writeChannels, writeRange } from './range.js';

const search = (text: string) => new URLSearchParams(text);

describe('the range in the address', () => {
  it('reads back what it wrote, and keeps the rest of the address', () => {
    const fixed = { kind: 'fixed', fromMs: Date.UTC(2026, 2, 1), toMs: Date.UTC(2026, 2, 2) } as const;
    const written = writeRange(search('range=7d&channels=a'), fixed);
    expect(readRange(written)).toEqual(fixed);
    expect(written.get('channels')).toBe('a');
    expect(written.has('range')).toBe(false);
    for (const key of ['1h', '6h', '24h', '7d', '30d'] as const) {
      expect(readRange(writeRange(written, { kind: 'rolling', key }))).toEqual({ kind: 'rolling', key });
    }
  });

  it.each([
    '',
    'range=5y',
    'from=2026-03-02T00:00:00Z',
    'from=x&to=y',
    'from=2026-03-02&to=2026-03-01',
    'from=1900-01-01&to=2026-01-01',
  ])('falls back to six hours for "%s"', (text) => {
    expect(readRange(search(text))).toEqual({ kind: 'rolling', key: '6h' });
  });

  it('moves a rolling range with the clock and leaves a fixed one', () => {
    expect(windowOf({ kind: 'rolling', key: '1h' }, 7_200_000)).toEqual({
      fromMs: 3_600_000,
      toMs: 7_200_000,
    });
    expect(windowOf({ kind: 'fixed', fromMs: 1, toMs: 2 }, 7_200_000)).toEqual({ fromMs: 1, toMs: 2 });
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
