import { SHARE_TOLERANCE } from '../reference/reference.js';

/**
 * Material Circularity Indicator (Ellen MacArthur Foundation and Granta Design, "Circularity Indicators: methodology",
 * 2015, with the composting and energy terms of the 2019 update), read from an ISWA page, a port of its code and a review
 * of its formula; the Foundation's own document was not at hand.
 *
 *     V   = M (1 - F_R - F_U - F_S)            W   = W_0 + (W_F + W_C) / 2
 *     W_0 = M (1 - C_R - C_U - C_C - C_E)      LFI = (V + W) / (2 M + (W_F - W_C) / 2)
 *     W_C = M (1 - E_C) C_R                    F(X) = 0.9 / X,  X = (L / L_av) (U / U_av)
 *     W_F = M (1 - E_F) F_R / E_F              MCI = max(0, 1 - LFI F(X))
 *
 * V, W_0, W_C, W_F and M add up over the parts of an assembly, over products and over kitchens; the indicator is then
 * computed once from the sums. It says nothing about toxicity or climate.
 */

/** Shares are of 1. What a field leaves out is 0, efficiencies and utility are 1. */
export interface CircularityInput {
  /** M: any mass, in the unit in which the sums are wanted. */
  mass: number;
  feedstock?: {
    /** F_R. */
    recycled?: number;
    /** F_U. */
    reused?: number;
    /** F_S: from sustained biological sources. */
    biological?: number;
    /** E_F: of making the recycled feedstock from what was collected; above 0 where there is recycled feedstock. */
    recyclingEfficiency?: number;
  };
  afterUse?: {
    /** C_R: collected for recycling. */
    recycled?: number;
    /** C_U: collected for reuse. */
    reused?: number;
    /** C_C: composted; of biological feedstock only. */
    composted?: number;
    /** C_E: to energy recovery; of biological feedstock only. */
    energyRecovered?: number;
    /** E_C: of recycling what was collected. */
    recyclingEfficiency?: number;
  };
  /** X: life and use against the average product of the field; above 0. */
  utility?: number;
}

/** What adds up over products; all in the unit of the mass. */
export interface CircularitySums {
  mass: number;
  /** V. */
  virgin: number;
  /** W_0. */
  directWaste: number;
  /** W_F. */
  feedWaste: number;
  /** W_C. */
  collectionWaste: number;
  /** M X. */
  utility: number;
}

export interface Circularity {
  /** W, in the unit of the mass. */
  waste: number;
  linearFlowIndex: number;
  /** X, weighted by mass. */
  utility: number;
  /** 0 to 1; a linear average product scores 0.1. */
  indicator: number;
}

/**
 * The sums of one product.
 * @throws RangeError naming the input that cannot be: a share outside 0 to 1, shares beyond 1 together, E_F of 0 with
 *   recycled feedstock, composting or energy recovery of more than the biological share, a utility that is not above 0
 */
export function circularitySums(input: CircularityInput): CircularitySums {
  const { mass, utility = 1 } = input;
  const from = input.feedstock ?? {};
  const to = input.afterUse ?? {};
  if (!(Number.isFinite(mass) && mass >= 0)) throw new RangeError(`the mass is ${mass}; it is 0 or more`);
  if (!(Number.isFinite(utility) && utility > 0))
    throw new RangeError(`the utility X is ${utility}; it is above 0, and 1 for an average product`);
  const recycled = share('recycled feedstock (F_R)', from.recycled);
  const biological = share('biological feedstock (F_S)', from.biological);
  const virginShare = rest('feedstock (F_R, F_U, F_S)', [
    recycled,
    share('reused feedstock (F_U)', from.reused),
    biological,
  ]);
  const efficiency = share('recycling efficiency of the feedstock (E_F)', from.recyclingEfficiency, 1);
  if (recycled > 0 && efficiency === 0)
    throw new RangeError(
      'the recycling efficiency of the feedstock (E_F) is 0; with recycled feedstock it is above 0',
    );
  const collected = share('collected for recycling (C_R)', to.recycled);
  const composted = share('composted (C_C)', to.composted);
  const energyRecovered = share('energy recovery (C_E)', to.energyRecovered);
  if (composted + energyRecovered > biological + SHARE_TOLERANCE)
    throw new RangeError(
      `composting and energy recovery (C_C, C_E) count for biological feedstock only, and that is ${biological}`,
    );
  const wastedShare = rest('after use (C_R, C_U, C_C, C_E)', [
    collected,
    share('collected for reuse (C_U)', to.reused),
    composted,
    energyRecovered,
  ]);
  const collectionEfficiency = share('recycling efficiency after use (E_C)', to.recyclingEfficiency, 1);
  return {
    mass,
    virgin: mass * virginShare,
    directWaste: mass * wastedShare,
    feedWaste: recycled === 0 ? 0 : (mass * (1 - efficiency) * recycled) / efficiency,
    collectionWaste: mass * (1 - collectionEfficiency) * collected,
    utility: mass * utility,
  };
}

/**
 * The indicator of a product, or of everything whose sums are added up.
 * @throws RangeError for sums without mass, or with a utility of 0
 */
export function circularity(sums: CircularitySums): Circularity {
  const { mass, virgin, directWaste, feedWaste, collectionWaste } = sums;
  if (!(mass > 0 && sums.utility > 0))
    throw new RangeError(
      `no circularity of a mass of ${mass} with a utility of ${sums.utility}; both are above 0`,
    );
  const waste = directWaste + (feedWaste + collectionWaste) / 2;
  const linearFlowIndex = (virgin + waste) / (2 * mass + (feedWaste - collectionWaste) / 2);
  const utility = sums.utility / mass;
  // 0.9: a wholly linear average product scores 0.1, so that it can still get worse than average.
  return { waste, linearFlowIndex, utility, indicator: Math.max(0, 1 - (linearFlowIndex * 0.9) / utility) };
}

function share(name: string, value: number | undefined, otherwise = 0): number {
  const given = value ?? otherwise;
  if (!(given >= 0 && given <= 1)) throw new RangeError(`${name} is ${given}; a share is from 0 to 1`);
  return given;
}

function rest(name: string, shares: readonly number[]): number {
  const sum = shares.reduce((total, each) => total + each, 0);
  if (sum > 1 + SHARE_TOLERANCE) throw new RangeError(`the shares of ${name} sum to ${sum}; at most 1`);
  return Math.max(0, 1 - sum);
}
