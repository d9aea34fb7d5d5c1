import { describe, expect, it } from '@jest/globals';
import { EVER, grainRanges, rangesBy, readScope, type GrainRange } from './ledger-scope.js';

/** The days of ranges, each as often as it is in one. */
function daysOf(ranges: readonly GrainRange[]): string[] {
  const days: string[] = [];
  for (const { grain, first, last } of ranges) {
    const end = new Date(`${last}T00:00:00Z`);
    // `last` is the start of the last row, so its month or year belongs to it.
    if (grain === 'month') end.setUTCMonth(end.getUTCMonth() + 1, 0);
    if (grain === 'year') end.setUTCFullYear(end.getUTCFullYear() + 1, 0, 0);
    for (let at = Date.parse(`${first}T00:00:00Z`); at <= end.getTime(); at += 86_400_000)
      days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days.sort();
}

describe('a period as rows of totals', () => {
  it.each([
    ['one day', '2026-03-05', '2026-03-05'],
    ['days of one month', '2026-03-05', '2026-03-20'],
    ['one month', '2026-02-01', '2026-02-28'],
    ['over a leap day', '2024-02-27', '2024-03-02'],
    ['over a new year', '2025-12-30', '2026-01-02'],
    ['one year', '2026-01-01', '2026-12-31'],
    ['three years from the middle', '2023-05-17', '2026-05-16'],
    ['months of two years', '2025-11-01', '2026-02-28'],
  ])('holds each day once: %s', (_, from, to) => {
    const days = [];
    for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${to}T00:00:00Z`); at += 86_400_000)
      days.push(new Date(at).toISOString().slice(0, 10));
    expect(daysOf(grainRanges({ from, to }))).toEqual(days);
  });

  it('of three years is under 100 rows', () => {
    const rows = grainRanges({ from: '2023-05-02', to: '2026-05-30' }).flatMap(({ grain, first, last }) => {
      const [years, months] = [
        Number(last.slice(0, 4)) - Number(first.slice(0, 4)),
        Number(last.slice(5, 7)) - Number(first.slice(5, 7)),
      ];
      if (grain === 'year') return Array.from({ length: years + 1 });
      if (grain === 'month') return Array.from({ length: years * 12 + months + 1 });
      return Array.from({ length: (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1 });
    });
    expect(rows.length).toBeLessThan(100);
  });

  it('of all time is one row; without an end it has no last year; one that ends before it begins is none', () => {
    expect(grainRanges({})).toEqual([{ grain: 'ever', first: EVER, last: EVER }]);
    expect(grainRanges({ from: '2026-01-01' })).toEqual([
      { grain: 'year', first: '2026-01-01', last: '9998-12-31' },
      expect.objectContaining({ grain: 'month' }),
      expect.objectContaining({ grain: 'day' }),
    ]);
    expect(grainRanges({ from: '2026-02-01', to: '2026-01-01' })).toEqual([]);
  });
});

it('holds the same days by one grain, and by a finer one where only a part of a row is in the period', () => {
  const period = { from: '2023-05-17', to: '2026-05-16' };
  for (const by of ['day', 'month', 'year'] as const) {
    const ranges = rangesBy(by, period);
    expect(daysOf(ranges)).toEqual(daysOf(grainRanges(period)));
    expect(ranges.some(({ grain }) => grain === by)).toBe(true);
  }
  expect(new Set(rangesBy('month', period).map(({ grain }) => grain))).toEqual(new Set(['day', 'month']));
  expect(rangesBy('month', {})).toEqual([{ grain: 'month', first: EVER, last: '9999-12-31' }]);
});

it('takes a scope apart, also where an id has a colon or a slash', () => {
  expect(readScope('portfolio')).toEqual({ kind: 'portfolio' });
  expect(readScope('product:beam:2m')).toEqual({ kind: 'product', productCode: 'beam:2m' });
  expect(readScope('batch:my-kitchen/2026/07')).toEqual({
    kind: 'batch',
    kitchenId: 'my-kitchen',
    batchId: '2026/07',
  });
  // A line separator is a character of a name like any other: the wire lets it through.
  expect(readScope('product:a\u2028b')).toEqual({ kind: 'product', productCode: 'a\u2028b' });
  expect(() => readScope('planet')).toThrow(RangeError);
});
