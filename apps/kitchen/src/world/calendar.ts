export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

/** A kitchen's own calendar. A day is counted from 1970-01-01 of the local calendar. */
export interface Calendar {
  /** The local midnight a day begins with, ms since the epoch. A day may have 23 or 25 hours. */
  startMs(day: number): number;
  dayAt(timeMs: number): number;
  /** RFC 3339 with the kitchen's offset, to the second. */
  rfc3339(timeMs: number): string;
}

/** @returns `YYMMDD`, for ids that a person reads aloud */
export function dayCode(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(2, 10).replaceAll('-', '');
}

/** 0 is Sunday. */
export function weekday(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + 4) % 7) + 7) % 7;
}

export function createCalendar(timeZone: string): Calendar {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const starts = new Map<number, number>();
  const offsetMs = (timeMs: number): number => {
    const name = format.formatToParts(timeMs).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    if (sign === undefined) return 0;
    return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS);
  };
  const startMs = (day: number): number => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const utcMs = day * DAY_MS;
    // The offset at UTC midnight may be the one of the day before: ask again at the instant it leads to.
    const start = utcMs - offsetMs(utcMs - offsetMs(utcMs));
    starts.set(day, start);
    return start;
  };
  const dayAt = (timeMs: number): number => {
    let day = Math.floor(timeMs / DAY_MS) + 1;
    while (startMs(day) > timeMs) day--;
    return day;
  };
  return {
    startMs,
    dayAt,
    rfc3339(timeMs) {
      const day = dayAt(timeMs);
      // Asking the platform for an offset is slow, and needed only on the two days of a year that change it.
      const isEven = startMs(day + 1) - startMs(day) === DAY_MS;
      const offset = isEven ? day * DAY_MS - startMs(day) : offsetMs(timeMs);
      const minutes = Math.abs(offset) / MINUTE_MS;
      const two = (value: number): string => String(value).padStart(2, '0');
      const local = new Date(timeMs + offset).toISOString().slice(0, 19);
      return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    },
  };
}
