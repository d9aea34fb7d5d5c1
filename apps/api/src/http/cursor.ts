import { z } from 'zod';
import { invalid } from './problem-error.js';

/** Time, as the database writes it, and id of the last one of a page. */
export const timeAndId = z.tuple([z.string().max(40), z.uuid()]);

/** Where the next page begins, opaque to the client. Keys, not a count: what is added meanwhile shifts no page. */
export function encodeCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** @throws ProblemError 400 for a cursor that this address never gave out */
export function decodeCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | undefined {
  if (cursor === undefined) return undefined;
  let keys: unknown;
  try {
    keys = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    keys = undefined;
  }
  const parsed = schema.safeParse(keys);
  // The database takes no NUL.
  const isPlain = Array.isArray(keys) && !keys.some((key) => typeof key === 'string' && key.includes('\0'));
  if (parsed.success && isPlain) return parsed.data;
  throw invalid([
    { path: 'cursor', message: 'not a cursor of this list: take `next` of the page before, or none' },
  ]);
}

/**
 * A page from one row more than asked for.
 * @param rows at most `limit + 1`
 */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  show: (row: R) => T,
  keys: (row: R) => (string | number)[],
): { items: T[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(show), next: last && rows.length > limit ? encodeCursor(keys(last)) : null };
}
