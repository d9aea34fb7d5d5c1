import { name, t } from '../language/language.js';
import { Screen } from '../parts/screen.js';
import { RecipeCard } from './recipe-card.js';
import type { Reference } from './reference.js';
import { useBatch } from './use-batch.js';

/** The recipe of a batch, for whoever stands at the machine. */
export function RecipePage({
  kitchenId,
  batchId,
  reference,
}: {
  kitchenId: string;
  batchId: string;
  reference: Reference;
}) {
  const { state } = useBatch(kitchenId, batchId);
  return (
    <Screen title={state?.productCode ? name('product', state.productCode) : t('recipe.title')}>
      <RecipeCard
        recipeId={state?.recipeId ?? null}
        version={state?.recipeVersion ?? null}
        productCode={state?.productCode ?? null}
        reference={reference}
      />
    </Screen>
  );
}
