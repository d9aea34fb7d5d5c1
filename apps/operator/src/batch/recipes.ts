import type { BatchSummary } from '@bakeloop/contracts';

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
const STOCK: readonly Recipe[] = PRODUCT_CODES.map((productCode) => ({
  recipeId: `r-${productCode}`,
  recipeVersion: 1,
  productCode,
}));
/** As many as fit on a phone without a search box. */
const SHOWN = 8;

/** What this kitchen baked lately, newest first, then common products: a short list to choose from with one tap. */
export function recipesOf(recent: readonly BatchSummary[]): Recipe[] {
  const recipes = new Map<string, Recipe>();
  for (const { recipeId, recipeVersion, productCode } of recent) {
    if (recipeId === null || recipeVersion === null || productCode === null) continue;
    const known = recipes.get(recipeId + productCode);
    if (!known || known.recipeVersion < recipeVersion)
      recipes.set(recipeId + productCode, { recipeId, recipeVersion, productCode });
  }
  for (const recipe of STOCK) {
    const key = recipe.recipeId + recipe.productCode;
    if (!recipes.has(key)) recipes.set(key, recipe);
  }
  return [...recipes.values()].slice(0, SHOWN);
}
