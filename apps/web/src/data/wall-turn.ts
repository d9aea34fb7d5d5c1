/** How long a page of the wall is shown, ms: long enough to read every row of it from across a room. */
export const TURN_MS = 15_000;

/**
 * Which kitchens the wall shows now, where not all of them fit: by the clock, so that screens beside each other show the
 * same, and one that is loaded anew goes on where it was.
 * @param fits rows that there is room for
 * @returns places from 0, `to` excluded
 */
export function wallTurn(
  count: number,
  fits: number,
  nowMs: number,
): { from: number; to: number; page: number; pages: number } {
  const each = Math.max(1, Math.min(count, fits));
  const pages = Math.max(1, Math.ceil(count / each));
  const page = Math.floor(nowMs / TURN_MS) % pages;
  const from = page * each;
  return { from, to: Math.min(count, from + each), page, pages };
}
