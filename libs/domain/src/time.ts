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

/**
 * Calendar day `YYYY-MM-DD` that a clock on the kitchen's wall shows at an instant, also across daylight saving.
 * @param timeZone IANA name, for example `Africa/Nairobi`
 * @throws RangeError for an unknown zone or a text that is no time
 */
export function kitchenDay(timeIso: string, timeZone: string): string {
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
  const part = new Map(format.formatToParts(instantMs(timeIso)).map(({ type, value }) => [type, value]));
  return `${(part.get('year') ?? '').padStart(4, '0')}-${part.get('month')}-${part.get('day')}`;
}
