import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codesOf, fileOf, gathered, MOST_CODES, shownMs, type Gathered } from './codes.js';

const read = (texts: readonly string[]): Gathered | null =>
  texts.reduce<Gathered | null>((before, text) => gathered(before, text), null);

describe('a file that goes to another phone by codes', () => {
  it('is whole once each was seen, in whatever order and however often', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 3_000 }),
        fc.infiniteStream(fc.nat()),
        (file, dice) => {
          const codes = codesOf(file, 'ab+/');
          const seen: string[] = [];
          while (new Set(seen).size < codes.length) {
            const so = read(seen);
            expect(so === null ? null : fileOf(so)).toBeNull();
            seen.push(codes[dice.next().value % codes.length] ?? '');
          }
          const all = read(seen);
          expect(all && fileOf(all)).toBe(file);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is never mixed with another, nor with what else a camera sees', () => {
    const [one, other] = [codesOf('a'.repeat(900), 'AAAA'), codesOf('b'.repeat(900), 'BBBB')];
    const mixed = read([...one.slice(0, 2), 'https://bakeloop.example/operator/?lot=HDPE-1', other[0] ?? '']);
    expect([mixed?.id, mixed?.total, mixed?.parts.size]).toEqual(['BBBB', 3, 1]);
    expect(read(['bakeloop:AAAA:4:3:x', 'bakeloop:AAAA:0:3:x', 'bakeloop:AAAA:1:999:x', ''])).toBeNull();
  });

  it('is shown in little more than a minute, each code for another time', () => {
    expect([shownMs(0), shownMs(1)]).toEqual([400, 600]);
    expect((MOST_CODES * shownMs(0.5)) / 1_000).toBe(75);
  });
});
