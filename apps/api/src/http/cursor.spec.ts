import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { decodeCursor, encodeCursor, pageOf } from './cursor.js';

const keys = z.tuple([z.iso.datetime(), z.string()]);

describe('cursors', () => {
  it('come back as they were given, in full precision, and need no escaping in an address', () => {
    const given: [string, string] = ['2026-03-02T10:58:00.120345Z', 'KE-NBO-01/240 é?&='];
    const cursor = encodeCursor(given);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(keys, cursor)).toEqual(given);
    expect(decodeCursor(keys, undefined)).toBeUndefined();
  });

  it.each([
    ['!!'],
    ['bm9uc2Vuc2U'],
    [encodeCursor([1, 2])],
    [encodeCursor(['2026-03-02T10:58:00Z'])],
    [encodeCursor(['2026-03-02T10:58:00Z', 'a\u0000'])],
  ])('refuse "%s", which no list gave out', (cursor) => {
    expect(() => decodeCursor(keys, cursor)).toThrow(/not a cursor of this list/);
  });

  it('end with the last page', () => {
    const page = (rows: string[]) =>
      pageOf(
        rows,
        2,
        (row) => row,
        (row) => [row],
      );
    expect(page(['a', 'b', 'c'])).toEqual({ items: ['a', 'b'], next: encodeCursor(['b']) });
    expect(page(['a', 'b'])).toEqual({ items: ['a', 'b'], next: null });
    expect(page([])).toEqual({ items: [], next: null });
  });
});
