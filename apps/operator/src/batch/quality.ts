import type { ProductBody, RecipeBody } from '@bakeloop/domain';

/** Checks that a kitchen makes; what is measured of each, if anything is. */
export const CHECKS = {
  'look-and-size': null,
  'melt-temperature': { unit: 'Cel', decimals: 0 },
  weight: { unit: 'kg', decimals: 2 },
  'flexural-strength': { unit: 'MPa', decimals: 1 },
  'compressive-strength': { unit: 'MPa', decimals: 1 },
  drop: null,
} as const satisfies Record<string, { unit: string; decimals: 0 | 1 | 2 } | null>;
export type Check = keyof typeof CHECKS;
export const CHECK_NAMES = Object.keys(CHECKS) as Check[];

/** As the event carries it: in words, which older entries of the log have too. */
export const testOf = (check: Check): string => check.replaceAll('-', ' ');

/** Between which values a check passes, in its unit. */
export interface Limits {
  min: number;
  max: number;
}

/** A piece may weigh so much more or less than its product says, share: moulds fill that evenly. Bakeloop's own proposal. */
const PIECE_TOLERANCE = 0.05;

/** @returns what a value is held against; null where neither the recipe nor the product says */
export function limitsOf(
  check: Check,
  recipe: Pick<RecipeBody, 'limitsCel'> | null,
  product: Pick<ProductBody, 'pieceGrams'> | null,
): Limits | null {
  if (check === 'melt-temperature') return recipe?.limitsCel ?? null;
  const grams = product?.pieceGrams ?? null;
  if (check !== 'weight' || grams === null) return null;
  // To the pad's hundredth of a kilogram, so that no value is beyond a limit that reads the same.
  const hundredths = (share: number) => Math.round((grams * share) / 10) / 100;
  return { min: hundredths(1 - PIECE_TOLERANCE), max: hundredths(1 + PIECE_TOLERANCE) };
}

export type Held = 'within' | 'below' | 'above';

export const heldAgainst = (value: number, { min, max }: Limits): Held =>
  value < min ? 'below' : value > max ? 'above' : 'within';

/** @returns the number of `4.95`; null where nothing, or no number, is typed */
export const valueOf = (text: string): number | null =>
  /^\d{1,5}(?:\.\d{0,2})?$/.test(text) ? Number(text) : null;
