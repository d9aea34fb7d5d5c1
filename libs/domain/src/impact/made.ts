import type { BatchState } from '../batch/batch.js';
import { gramsAfterQc } from '../batch/mass-balance.js';
import { isRecycledFlake } from '../lots/recycled-flake.js';

/** What a batch made of one product, after quality control. */
export interface MadeProduct {
  /** Null when nobody named it. */
  code: string | null;
  goodGrams: number;
  /**
   * Rejected pieces are taken from all products in proportion, and no more are good than were made. Pieces that only the
   * finish counted are those of the one product there is; null when nobody knows.
   */
  goodPieces: number | null;
}

/** The record that stands for granulate that no product code names. */
const GRANULATE = 'granulate';

/** The good output of a batch by product, in order of first mention; its masses sum to the good mass of the batch. */
export function madeProducts(state: BatchState): MadeProduct[] {
  const byCode = new Map<string | null, { goodGrams: number; pieces: number }>();
  const left = gramsAfterQc(state.outputs, state.goodGrams);
  const inPieces = new Set<string | null>();
  let isCounted = true;
  let allPieces = 0;
  for (const [index, { kind, productCode, pieces }] of state.outputs.entries()) {
    if (kind !== 'product' && kind !== 'granulate') continue;
    const code = productCode ?? (kind === 'granulate' ? GRANULATE : state.productCode);
    const made = byCode.get(code) ?? { goodGrams: 0, pieces: 0 };
    made.goodGrams += left[index] ?? 0;
    made.pieces += pieces ?? 0;
    byCode.set(code, made);
    allPieces += pieces ?? 0;
    if (kind === 'granulate') continue;
    inPieces.add(code);
    isCounted &&= pieces !== undefined;
  }
  const { goodPieces } = state;
  const goodPiecesOf = (code: string | null, pieces: number): number | null => {
    if (goodPieces === null) return null;
    if (!isCounted) return inPieces.size === 1 && inPieces.has(code) ? goodPieces : null;
    return allPieces === 0 ? null : (pieces * Math.min(goodPieces, allPieces)) / allPieces;
  };
  return [...byCode].map(([code, { goodGrams, pieces }]) => ({
    code,
    goodGrams,
    goodPieces: goodPiecesOf(code, pieces),
  }));
}

/** The recycled flake of a batch by polymer, as shares of 1; null stands for a polymer that nobody named. */
export function recycledPolymers(state: BatchState): [polymer: string | null, share: number][] {
  const byPolymer = new Map<string | null, number>();
  let grams = 0;
  for (const input of state.inputs) {
    if (!isRecycledFlake(input)) continue;
    const polymer = input.polymer ?? null;
    byPolymer.set(polymer, (byPolymer.get(polymer) ?? 0) + input.grams);
    grams += input.grams;
  }
  return grams === 0 ? [] : [...byPolymer].map(([polymer, part]) => [polymer, part / grams]);
}
