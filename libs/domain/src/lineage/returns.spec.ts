import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { RETURN_CONDITIONS } from '../log/events.js';
import { returnsOf, type Move } from './returns.js';

const sent = (grams: number): Move => ({ kind: 'sent', grams });
const back = (grams: number, condition: 'reuse' | 'recycle' | 'waste' = 'reuse'): Move => ({
  kind: 'returned',
  grams,
  condition,
});
const NONE = { reuse: 0, recycle: 0, waste: 0 };

describe('what came back', () => {
  it('is of everything of its product that was sent before, by mass', () => {
    expect(returnsOf([sent(300), sent(100), back(40), sent(100)])).toEqual([
      { ...NONE, reuse: 30 },
      { ...NONE, reuse: 10 },
      NONE,
    ]);
  });

  it('does not come back again: later returns are of what is still out', () => {
    // Half came back; of the 50 still out and the 150 sent since, a tenth is waste.
    expect(returnsOf([sent(100), back(50), sent(150), back(20, 'waste')])).toEqual([
      { reuse: 50, recycle: 0, waste: 5 },
      { reuse: 0, recycle: 0, waste: 15 },
    ]);
  });

  it('beyond all that was sent is of nothing, and so is what came back before anything was sent', () => {
    expect(returnsOf([back(10), sent(100), back(130, 'recycle'), back(5), sent(7)])).toEqual([
      { ...NONE, recycle: 100 },
      NONE,
    ]);
    expect(returnsOf([])).toEqual([]);
  });

  it('sums to what was returned and never to more than was sent, to a gram for each condition', () => {
    const move = fc.oneof(
      fc.integer({ min: 0, max: 5_000 }).map(sent),
      fc
        .tuple(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom(...RETURN_CONDITIONS))
        .map(([grams, condition]) => back(grams, condition)),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const parts = returnsOf(moves);
        const sentGrams = moves.flatMap(({ kind, grams }) => (kind === 'sent' ? [grams] : []));
        expect(parts).toHaveLength(sentGrams.length);
        parts.forEach(({ reuse, recycle, waste }, index) => {
          expect(Math.min(reuse, recycle, waste)).toBeGreaterThanOrEqual(0);
          expect(reuse + recycle + waste).toBeLessThanOrEqual((sentGrams[index] ?? 0) + 3);
        });
        let outGrams = 0;
        const matched = { ...NONE };
        for (const each of moves)
          if (each.kind === 'sent') outGrams += each.grams;
          else {
            const grams = Math.min(each.grams, outGrams);
            outGrams -= grams;
            matched[each.condition] += grams;
          }
        for (const condition of RETURN_CONDITIONS)
          expect(parts.reduce((sum, part) => sum + part[condition], 0)).toBe(matched[condition]);
      }),
    );
  });
});
