import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { duePeriods, periodAt, periodBefore } from './schedule.js';

const due = (grain: 'week' | 'month', now: string, ...timeZones: string[]) =>
  duePeriods(grain, { timeZones, since: '2026-01-01', nowMs: Date.parse(now), atMost: 1 })[0];

describe('when a report is due', () => {
  it('is Monday at six by the clock of the place, on both sides of a change of the clocks', () => {
    // 29 March 2026: the clocks of Amsterdam go from +1 to +2; 25 October: back.
    const of = (now: string) => due('week', now, 'Europe/Amsterdam')?.to;
    expect(of('2026-03-23T04:59:00Z')).toBe('2026-03-15');
    expect(of('2026-03-23T05:00:00Z')).toBe('2026-03-22');
    expect(of('2026-03-30T03:59:00Z')).toBe('2026-03-22');
    expect(of('2026-03-30T04:00:00Z')).toBe('2026-03-29');
    expect(of('2026-10-26T04:59:00Z')).toBe('2026-10-18');
    expect(of('2026-10-26T05:00:00Z')).toBe('2026-10-25');
  });

  it('is the first of the month, of the whole month before', () => {
    expect(due('month', '2026-03-01T02:59:00Z', 'Africa/Nairobi')).toEqual({
      from: '2026-01-01',
      to: '2026-01-31',
    });
    expect(due('month', '2026-03-01T03:00:00Z', 'Africa/Nairobi')).toEqual({
      from: '2026-02-01',
      to: '2026-02-28',
    });
  });

  it('of kitchens far apart waits for the last of them', () => {
    const zones = ['Pacific/Auckland', 'Africa/Nairobi', 'America/Lima'];
    expect(due('week', '2026-03-09T10:59:00Z', ...zones)?.to).toBe('2026-03-01');
    expect(due('week', '2026-03-09T11:00:00Z', ...zones)?.to).toBe('2026-03-08');
    expect(due('week', '2026-03-09T11:00:00Z')).toBeUndefined();
  });

  it('after a long stop is of every period since there is anything to tell, the newest first to be kept', () => {
    const asked = { timeZones: ['UTC'], since: '2026-02-20', nowMs: Date.parse('2026-03-16T12:00:00Z') };
    const ends = (atMost: number) => duePeriods('week', { ...asked, atMost }).map(({ to }) => to);
    expect(ends(9)).toEqual(['2026-02-22', '2026-03-01', '2026-03-08', '2026-03-15']);
    expect(ends(2)).toEqual(['2026-03-08', '2026-03-15']);
  });

  it('periods follow each other without a gap and hold their days', () => {
    const days = fc
      .integer({ min: 0, max: 200_000 })
      .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.constantFrom('week' as const, 'month' as const), days, (grain, day) => {
        const period = periodAt(grain, day);
        expect(period.from <= day && day <= period.to).toBe(true);
        expect(Date.parse(period.from) - Date.parse(periodBefore(grain, period).to)).toBe(86_400_000);
      }),
    );
  });
});
