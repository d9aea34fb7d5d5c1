import { expect, it } from '@jest/globals';
import { lastDayOf, startsOf } from './over-time.js';

it('goes on day by day, month by month and year by year, over February and the turn of a year', () => {
  expect(startsOf('day', '2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
  expect(startsOf('month', '2026-11-01', '2027-02-01')).toEqual([
    '2026-11-01',
    '2026-12-01',
    '2027-01-01',
    '2027-02-01',
  ]);
  expect(startsOf('year', '2026-01-01', '2027-01-01')).toEqual(['2026-01-01', '2027-01-01']);
  expect(startsOf('month', undefined, undefined)).toEqual([]);
});

it('ends with the last day that belongs to it', () => {
  expect(lastDayOf('day', '2026-11-26')).toBe('2026-11-26');
  expect(lastDayOf('month', '2028-02-01')).toBe('2028-02-29');
  expect(lastDayOf('month', '2026-12-01')).toBe('2026-12-31');
  expect(lastDayOf('year', '2026-01-01')).toBe('2026-12-31');
});
