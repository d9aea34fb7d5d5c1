/**
 * Days that move on with the calendar, as they stand in an address: `-29d` is 29 days before today, `-0d` today, `year` the
 * first day of this year.
 */
const DAYS_BEFORE = /^-(\d{1,3})d$/;
export const isRelativeDay = (text: string): boolean => text === 'year' || DAYS_BEFORE.test(text);

/** @param today `YYYY-MM-DD` @returns the day that is meant today; what is no such word stays as it is */
export function dayOn(text: string, today: string): string {
  if (text === 'year') return `${today.slice(0, 4)}-01-01`;
  const [, days] = DAYS_BEFORE.exec(text) ?? [];
  if (days === undefined) return text;
  return new Date(Date.parse(today) - Number(days) * 86_400_000).toISOString().slice(0, 10);
}
