import type { BatchSummary } from '@bakeloop/contracts';
import type { Reference } from './reference.js';

export interface Recipe {
  recipeId: string;
  recipeVersion: number;
  productCode: string;
}

/** What kitchens commonly make. */
export const PRODUCT_CODES: readonly string[] = [
  'beam-2m',
  'plank',
  'post',
  'paver-50',
  'paving-tile',
  'roof-tile',
  'wall-brick',
];
/** For a phone that never heard what is published. */
const STOCK: readonly Recipe[] = PRODUCT_CODES.map((productCode) => ({
  recipeId: `r-${productCode}`,
  recipeVersion: 1,
  productCode,
}));
/** As many as fit on a phone without a search box. */
const SHOWN = 12;

/**
 * What this kitchen baked lately, newest first, then the other recipes that are published: a short list to choose from with
 * one tap. A published recipe is of its newest version.
 */
export function recipesOf(
  recent: readonly BatchSummary[],
  { recipes: published }: Pick<Reference, 'recipes'>,
) {
  const recipes = new Map<string, Recipe>();
  for (const { recipeId, recipeVersion, productCode } of recent) {
    if (recipeId === null || recipeVersion === null || productCode === null) continue;
    const newest = published.get(recipeId)?.version ?? recipeVersion;
    const key = recipeId + productCode;
    const known = recipes.get(key)?.recipeVersion ?? newest;
    recipes.set(key, { recipeId, recipeVersion: Math.max(known, newest), productCode });
  }
  const others =
    published.size === 0
      ? STOCK
      : [...published].flatMap(
          ([
            recipeId,
            {
              version,
              body: { productCode },
            },
          ]): Recipe[] => (productCode === null ? [] : [{ recipeId, recipeVersion: version, productCode }]),
        );
  for (const recipe of others) {
    const key = recipe.recipeId + recipe.productCode;
    if (!recipes.has(key)) recipes.set(key, recipe);
  }
  return [...recipes.values()].slice(0, SHOWN);
}
