import type { BatchState } from '../batch/batch.js';
import type { AmountsBuilder } from '../amounts/amounts.js';
import { recordAt } from '../reference/lookup.js';
import type { BatchPlace } from './batch-place.js';
import { circularitySums, type CircularitySums } from './circularity.js';
import { madeProducts } from './made.js';

/**
 * Adds the material circularity of a finished batch's good product. F_R is the recycled share of its feed, E_F what the
 * kitchen itself measured: recycled plastic in good product over the dry deliveries behind it. What happens after use
 * and how long it serves come from the product's record. Where one of these is not known the product is of unknown
 * circularity.
 * @param recycledGrams new recycled plastic in its good product
 */
export function addCircularity(
  into: AmountsBuilder,
  state: BatchState,
  recycledGrams: number,
  at: BatchPlace,
): string[] {
  const gaps = new Set<string>();
  for (const { code, goodGrams } of madeProducts(state)) {
    if (goodGrams === 0) continue;
    const sums = sumsOf(state, recycledGrams, code, goodGrams, at);
    if (typeof sums === 'string') {
      gaps.add(sums);
      into.add('mciUnknownMg', goodGrams * 1000);
      continue;
    }
    into
      .add('mciMassMg', sums.mass)
      .add('mciVirginMg', sums.virgin)
      .add('mciDirectWasteMg', sums.directWaste)
      .add('mciFeedWasteMg', sums.feedWaste)
      .add('mciCollectionWasteMg', sums.collectionWaste)
      .add('mciUtilityMg', sums.utility);
  }
  return [...gaps];
}

function sumsOf(
  state: BatchState,
  recycledGrams: number,
  code: string | null,
  goodGrams: number,
  { context, day }: BatchPlace,
): CircularitySums | string {
  const product = code === null ? null : recordAt(context.reference, 'product', code, day);
  if (product === null)
    return code === null
      ? 'a product of this batch is not named: log its product code'
      : `product ${code} is not known on ${day}: publish it under Reference data`;
  const { postConsumerGrams, preConsumerGrams } = state.feedstock;
  const recycledShare = Math.min(1, (postConsumerGrams + preConsumerGrams) / state.feedGrams);
  const { dryGrams, traced } = state.provenance;
  if (recycledShare > 0) {
    if (!traced) return 'circularity is not known: some recycled flake is not traced to a delivery';
    if (dryGrams === null)
      return 'circularity is not known: the moisture of a delivery behind this batch is not';
    if (recycledGrams === 0)
      return 'circularity is not known: its recycled plastic already counted as granulate of an earlier batch';
    if (recycledGrams > dryGrams)
      return `circularity is not known: ${Math.round(recycledGrams)} g of recycled plastic came from ${Math.round(dryGrams)} g of dry deliveries, check the weights`;
  }
  const { afterUse, utility } = product.body;
  return circularitySums({
    mass: goodGrams * 1000,
    feedstock: {
      recycled: recycledShare,
      recyclingEfficiency: recycledShare > 0 && dryGrams !== null ? recycledGrams / dryGrams : 1,
    },
    afterUse: {
      recycled: afterUse.recycledShare,
      reused: afterUse.reusedShare,
      recyclingEfficiency: afterUse.recyclingEfficiency,
    },
    utility: utility.lifeRatio * utility.useRatio,
  });
}
