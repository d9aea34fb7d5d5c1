import { expect, it } from '@jest/globals';
import { dayOn, isRelativeDay } from './relative-days.js';

it('are other days after midnight, and what is a day stays one', () => {
  expect(['-29d', '-0d', 'year', '2026-03-05', 'soon'].map((text) => dayOn(text, '2026-03-01'))).toEqual([
    '2026-01-31',
    '2026-03-01',
    '2026-01-01',
    '2026-03-05',
    'soon',
  ]);
  expect(dayOn('-29d', '2026-03-02')).toBe('2026-02-01');
  expect(dayOn('-1d', '2028-03-01')).toBe('2028-02-29');
});

it('are of few words', () => {
  expect(['-6d', '-0d', 'year'].every(isRelativeDay)).toBe(true);
  expect(['6d', '-6', '-1000d', '2026-03-05', 'month', ''].some(isRelativeDay)).toBe(false);
});
