import { FATES, SHARE_TOLERANCE, type Fate, type ReferenceRecord } from '../reference/reference.js';

/**
 * What would have become of the plastic, as shares that sum to 1.
 * @throws RangeError when those of the record do not
 */
export function fateShares({ id, body }: ReferenceRecord<'baseline'>): Record<Fate, number> {
  const sum = FATES.reduce((total, fate) => total + body.shares[fate], 0);
  if (!(Math.abs(sum - 1) <= SHARE_TOLERANCE))
    throw new RangeError(`the shares of baseline ${id} sum to ${sum}, not to 1`);
  return body.shares;
}

/**
 * Splits the milligrams of diverted plastic by shares that sum to 1, so that the parts sum to the whole exactly: the
 * last share above 0 takes what rounding leaves.
 */
export function splitMg<K extends string>(
  wholeMg: number,
  shares: Readonly<Record<K, number>>,
): [K, number][] {
  const entries = (Object.entries(shares) as [K, number][]).filter(([, share]) => share > 0);
  let left = wholeMg;
  return entries.map(([key, share], index) => {
    const part = index === entries.length - 1 ? left : Math.round(wholeMg * share);
    left -= part;
    return [key, part];
  });
}

/** A bottle of half a litre weighs 20 g (Plastic Bank: 50 bottles a kilogram). */
export const MG_PER_BOTTLE = 20_000;

/**
 * Whole tonnes that a plastic credit programme counts (Verra PWRM0002 counts what goes beyond a baseline; its exact
 * equations were not at hand): the rest is carried to the next period.
 */
export function creditTonnes(
  projectTonnes: number,
  baselineTonnes: number,
): { whole: number; carried: number } {
  const net = Math.max(0, projectTonnes - baselineTonnes);
  const whole = Math.floor(net);
  return { whole, carried: net - whole };
}
