import type { KitchenContext } from '../kitchen/context.js';
import { placeAt } from '../kitchen/places.js';
import type { BatchInputData, BatchOutputData } from '../log/events.js';
import { kitchenDay } from '../log/time.js';
import { MIXED } from '../lots/lot-flags.js';
import type { Lot } from '../lots/lots.js';
import { recordAt } from '../reference/lookup.js';
import { kilograms, type BatchFlag } from '../log/flags.js';

interface Observed {
  recipeId: string | null;
  productCode: string | null;
  inputs: readonly BatchInputData[];
  outputs: readonly BatchOutputData[];
  finishedAt: string | null;
  lastEventAt: string;
}

/**
 * What the reference data of the day says against a batch (E7): names it does not know, a recipe without limits, and
 * plastic that must never be melted. None without reference data, as on the operator's phone.
 */
export function referenceFlags(
  batch: Observed,
  lots: ReadonlyMap<string, Lot>,
  { places, reference }: Pick<KitchenContext, 'places' | 'reference'>,
): BatchFlag[] {
  if (reference.length === 0) return [];
  const time = batch.finishedAt ?? batch.lastEventAt;
  const day = kitchenDay(time, placeAt(places, time).timeZone);
  const flags: BatchFlag[] = [];
  const flag = (code: string, message: string, grams: number | null = null): void => {
    flags.push({ code, message, grams });
  };

  const { recipeId } = batch;
  if (recipeId !== null) {
    const recipe = recordAt(reference, 'recipe', recipeId, day);
    if (recipe === null)
      flag('unknown_recipe', `Recipe "${recipeId}" is not in the reference data: publish it, or correct it.`);
    else if (recipe.body.limitsCel === null)
      flag(
        'recipe_without_limits',
        `Recipe "${recipeId}" has no temperature limits, so nobody can say whether the batch was too hot: publish them.`,
      );
  }
  const products = [batch.productCode, ...batch.outputs.map(({ productCode }) => productCode ?? null)];
  for (const code of new Set(products))
    if (code !== null && recordAt(reference, 'product', code, day) === null)
      flag('unknown_product', `Product "${code}" is not in the reference data: publish it, or correct it.`);

  // By polymer: what of it was fed, and whether anybody named it on the batch itself (a lot has its own flag).
  const fed = new Map<string, { grams: number; isNamed: boolean }>();
  for (const { polymer, lotId, origin, grams } of batch.inputs) {
    const name = polymer ?? (lotId === undefined ? null : lots.get(lotId)?.polymer) ?? null;
    if (name === null || name === MIXED) continue;
    const known = fed.get(name) ?? { grams: 0, isNamed: false };
    known.grams += grams;
    known.isNamed ||= polymer !== undefined && origin !== 'own-scrap';
    fed.set(name, known);
  }
  for (const [polymer, { grams, isNamed }] of fed) {
    const record = recordAt(reference, 'polymer', polymer, day);
    if (record === null && isNamed)
      flag(
        'unknown_polymer',
        `${kilograms(grams)} fed is of "${polymer}", which the reference data does not know: correct the name or publish the polymer.`,
        grams,
      );
    if (record?.body.rule === 'reject')
      flag(
        'rejected_polymer_melted',
        `${kilograms(grams)} of ${polymer} went into the batch. ${record.body.ruleNote}`,
        grams,
      );
  }
  return flags;
}
