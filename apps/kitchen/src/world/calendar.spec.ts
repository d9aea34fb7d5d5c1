import { describe, expect, it } from '@jest/globals';
import { createCalendar, dayCode, DAY_MS, HOUR_MS, weekday } from './calendar.js';

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

describe('a kitchen calendar', () => {
  it('begins days at the local midnight, east and west of Greenwich', () => {
    const day = dayOf('2026-03-02');
    expect(createCalendar('Asia/Jakarta').startMs(day)).toBe(Date.parse('2026-03-01T17:00:00Z'));
    expect(createCalendar('America/Sao_Paulo').startMs(day)).toBe(Date.parse('2026-03-02T03:00:00Z'));
  });

  it('gives the days of the change of the clocks 23 and 25 hours', () => {
    const { startMs } = createCalendar('Europe/Amsterdam');
    const hours = (date: string): number => (startMs(dayOf(date) + 1) - startMs(dayOf(date))) / HOUR_MS;
    expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-06-01')]).toEqual([23, 25, 24]);
  });

  it('finds the day of an instant up to its last millisecond', () => {
    const { startMs, dayAt } = createCalendar('America/Sao_Paulo');
    const day = dayOf('2026-03-02');
    expect([dayAt(startMs(day)), dayAt(startMs(day + 1) - 1)]).toEqual([day, day]);
  });

  it('writes times with the offset of the season', () => {
    const { rfc3339 } = createCalendar('Europe/Amsterdam');
    expect(rfc3339(Date.parse('2026-01-05T08:30:00Z'))).toBe('2026-01-05T09:30:00+01:00');
    expect(rfc3339(Date.parse('2026-07-05T08:30:00Z'))).toBe('2026-07-05T10:30:00+02:00');
  });

  it('knows weekdays and short day codes', () => {
    expect(weekday(dayOf('2026-03-01'))).toBe(0);
    expect(dayCode(dayOf('2026-03-02'))).toBe('260302');
  });
});
