import { RETURN_CONDITIONS, type ReturnCondition } from '../log/events.js';
import { allocate } from './flows.js';

/** Something of one product that was sent out or came back, in order of time. */
export type Move =
  { kind: 'sent'; grams: number } | { kind: 'returned'; grams: number; condition: ReturnCondition };

/**
 * What came back of each thing sent out: nothing that comes back says when it was sent, so each return is of everything
 * of its product that was sent before and had not come back, by mass. Whole grams, which sum to what came back; what came
 * back beyond all that was sent is of nothing. Linear in moves.
 * @param moves of one product, in order of time
 * @returns grams by condition for each `sent`, in their order
 */
export function returnsOf(moves: readonly Move[]): Record<ReturnCondition, number>[] {
  let outGrams = 0;
  const shares = moves.map(({ kind, grams }) => {
    if (kind === 'sent') {
      outGrams += grams;
      return 0;
    }
    const backGrams = Math.min(grams, outGrams);
    const share = outGrams === 0 ? 0 : backGrams / outGrams;
    outGrams -= backGrams;
    return share;
  });

  // From the newest back: what later returns take of anything that was out then.
  const later: Record<ReturnCondition, number> = { reuse: 0, recycle: 0, waste: 0 };
  const weights: Record<ReturnCondition, number>[] = [];
  for (let at = moves.length - 1; at >= 0; at -= 1) {
    const move = moves[at]!;
    if (move.kind === 'sent') {
      weights.push(scaled(later, move.grams));
      continue;
    }
    const share = shares[at] ?? 0;
    Object.assign(later, scaled(later, 1 - share));
    later[move.condition] += share;
  }
  weights.reverse();

  const parts = weights.map(() => ({ reuse: 0, recycle: 0, waste: 0 }));
  for (const condition of RETURN_CONDITIONS) {
    const ofEach = weights.map((weight) => weight[condition]);
    const grams = Math.round(ofEach.reduce((sum, weight) => sum + weight, 0));
    allocate(grams, ofEach).forEach((part, index) => {
      parts[index]![condition] = part;
    });
  }
  return parts;
}

function scaled(
  { reuse, recycle, waste }: Record<ReturnCondition, number>,
  by: number,
): Record<ReturnCondition, number> {
  return { reuse: reuse * by, recycle: recycle * by, waste: waste * by };
}
