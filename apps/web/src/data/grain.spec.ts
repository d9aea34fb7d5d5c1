import { expect, it } from '@jest/globals';
import { grainOf } from './grain.js';

const TODAY = '2026-11-26';

it('shows two months by day, more by month, and what was asked for where that is answered', () => {
  expect(grainOf(null, { from: '2026-11-01' }, TODAY).by).toBe('day');
  expect(grainOf(null, { from: '2026-01-01', to: '2026-06-30' }, TODAY).by).toBe('month');
  expect(grainOf(null, {}, TODAY).by).toBe('month');
  expect(grainOf('year', { from: '2026-11-01' }, TODAY).by).toBe('year');
  expect(grainOf('week', { from: '2026-11-01' }, TODAY).by).toBe('day');
});

it('offers single days of 400 at most, and of no time without a beginning', () => {
  const first = (days: number): string =>
    new Date(Date.parse(TODAY) - (days - 1) * 86_400_000).toISOString().slice(0, 10);
  expect(grainOf('day', { from: first(400) }, TODAY)).toMatchObject({ by: 'day' });
  expect(grainOf('day', { from: first(401) }, TODAY)).toEqual({ by: 'month', choices: ['month', 'year'] });
  expect(grainOf('day', { to: TODAY }, TODAY).choices).not.toContain('day');
});
