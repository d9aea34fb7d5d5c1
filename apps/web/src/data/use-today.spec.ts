import { expect, it } from '@jest/globals';
import { latestDay } from './use-today.js';

it('is the day that has begun in any of the kitchens, since what they log today is of that day', () => {
  const lateMs = Date.parse('2026-11-26T21:30:00Z');
  expect(latestDay(['America/Sao_Paulo', 'Africa/Nairobi'], lateMs)).toBe('2026-11-27');
  expect(latestDay(['America/Sao_Paulo'], lateMs)).toBe('2026-11-26');
  expect(latestDay([], lateMs)).toBe('2026-11-26');
});
