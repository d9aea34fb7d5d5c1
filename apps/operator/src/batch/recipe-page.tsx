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
  const { state, loading } = useBatch(kitchenId, batchId);
  if (!state)
    return (
      <Screen title={t('recipe.title')}>
        <p className="lead">{loading ? t('batch.reading') : t('batch.unknown', { batch: batchId })}</p>
      </Screen>
    );
  return (
    <Screen title={state.productCode ? name('product', state.productCode) : t('recipe.title')}>
      <RecipeCard
        recipeId={state.recipeId}
        version={state.recipeVersion}
        productCode={state.productCode}
        reference={reference}
      />
    </Screen>
  );
}
