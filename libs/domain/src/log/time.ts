/**
 * Instant of an RFC 3339 time, ms since the epoch.
 * @throws RangeError when the text is no such time
 */
export function instantMs(timeIso: string): number {
  const ms = Date.parse(timeIso);
  if (Number.isNaN(ms)) throw new RangeError(`"${timeIso}" is no RFC 3339 time`);
  return ms;
}

/** The same instant written in UTC, so that two offsets of one instant read alike. */
export function utcTime(timeIso: string): string {
  return new Date(instantMs(timeIso)).toISOString();
}

// Building a formatter costs far more than using it; there are some 600 zones at most.
const dayFormats = new Map<string, Intl.DateTimeFormat>();
// Asking it costs far more than remembering what it said: a kitchen's log names the same hours again and again.
const daysByZone = new Map<string, Map<number, string>>();
const MAX_REMEMBERED = 10_000;
const QUARTER_HOUR_MS = 900_000;
const WHOLE_QUARTERS_SINCE_MS = Date.UTC(1973, 0, 1);

/**
 * Calendar day `YYYY-MM-DD` that a clock on the kitchen's wall shows at an instant, also across daylight saving.
 * @param timeZone IANA name, for example `Africa/Nairobi`
 * @throws RangeError for an unknown zone or a text that is no time
 */
export function kitchenDay(timeIso: string, timeZone: string): string {
  const ms = instantMs(timeIso);
  // Since 1972 every zone is a whole number of quarter hours off UTC, so within one of them the day does not change.
  if (ms < WHOLE_QUARTERS_SINCE_MS) return dayOf(ms, timeZone);
  const quarter = Math.floor(ms / QUARTER_HOUR_MS);
  let days = daysByZone.get(timeZone);
  if (days === undefined) daysByZone.set(timeZone, (days = new Map()));
  let day = days.get(quarter);
  if (day === undefined) {
    if (days.size >= MAX_REMEMBERED) days.clear();
    day = dayOf(ms, timeZone);
    days.set(quarter, day);
  }
  return day;
}

function dayOf(ms: number, timeZone: string): string {
  const part = new Map(
    dayFormat(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  return `${(part.get('year') ?? '').padStart(4, '0')}-${part.get('month')}-${part.get('day')}`;
}

/** Whether the name is that of an IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    dayFormat(name);
    return true;
  } catch {
    return false;
  }
}

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  let format = dayFormats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    dayFormats.set(timeZone, format);
  }
  return format;
}
