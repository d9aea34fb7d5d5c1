import type { BatchSummary, KitchenDetail } from '@bakeloop/contracts';
import { readKept, useKept, writeKept } from '../kept.js';
import { name, t } from '../language/language.js';
import { machineName } from '../language/rare.js';
import { phone, useLog } from '../log/use-log.js';
import { batchId, freshTail } from '../mint.js';
import { Choice } from '../parts/choice.js';
import { Screen } from '../parts/screen.js';
import { go } from '../route.js';
import { timed, When } from '../flow/when.js';
import { RecipeCard } from './recipe-card.js';
import { recipesOf } from './recipes.js';
import type { Reference } from './reference.js';
import { range } from './units.js';

interface StartDraft {
  recipe: string | null;
  machine: string | null;
  /** RFC 3339; null: when it is saved. */
  time: string | null;
}
const EMPTY: StartDraft = { recipe: null, machine: null, time: null };
/** Machines that a batch does not run on. */
const AUXILIARY = ['site', 'shredder', 'wash-tank', 'scale', 'meter'];

/** What to make, then its recipe with the machine, which is proposed: three taps on an ordinary day. */
export function StartPage({
  kitchenId,
  kitchen,
  recent,
  reference,
  step,
}: {
  kitchenId: string;
  kitchen: KitchenDetail | null;
  recent: readonly BatchSummary[];
  reference: Reference;
  step: string | null;
}) {
  const { save } = useLog();
  const [draft, setDraft] = useKept<StartDraft>(`draft.${kitchenId}.start`, EMPTY);
  const recipes = recipesOf(recent, reference);
  const all = kitchen?.birth?.machines ?? [];
  const fit = all.filter(({ type }) => !AUXILIARY.includes(type));
  const machines = fit.length > 0 ? fit : all;
  const usual = readKept<string>(`machine.${kitchenId}`);
  const machine =
    draft.machine ?? machines.find(({ id }) => id === usual)?.id ?? machines[0]?.id ?? usual ?? 'extruder-1';
  const recipe = recipes.find(({ recipeId }) => recipeId === draft.recipe);

  const start = () => {
    if (!recipe) return;
    const id = batchId(kitchenId, freshTail(phone));
    const { recipeId, recipeVersion, productCode } = recipe;
    const data = { recipeId, recipeVersion, machine, productCode };
    if (!save(kitchenId, { type: 'batch.started', batchId: id, data }, t('start.started'), timed(draft.time)))
      return;
    writeKept(`machine.${kitchenId}`, machine);
    setDraft(null);
    go({ page: 'batch', batch: id }, 'replace');
  };
  if (step !== 'card' || !recipe) {
    return (
      <Screen title={t('start.title')}>
        <Choice
          label={t('start.product')}
          chosen={draft.recipe}
          options={recipes.map(({ recipeId, recipeVersion, productCode }) => {
            const limits = reference.recipes.get(recipeId)?.body.limitsCel;
            return {
              value: recipeId,
              label: name('product', productCode),
              hint: limits ? range(limits, 'Cel') : t('start.version', { version: recipeVersion }),
            };
          })}
          onChoose={(value) => {
            setDraft({ ...draft, recipe: value });
            go({ page: 'start', step: 'card' });
          }}
        />
      </Screen>
    );
  }
  return (
    <Screen title={name('product', recipe.productCode)} action={{ label: t('start.action'), act: start }}>
      <RecipeCard
        recipeId={recipe.recipeId}
        version={recipe.recipeVersion}
        productCode={recipe.productCode}
        reference={reference}
      />
      <Choice
        label={t('start.machine')}
        chosen={machine}
        options={(machines.length > 0 ? machines : [{ id: machine, type: 'machine' }]).map(
          ({ id, type }) => ({
            value: id,
            label: id,
            hint: machineName(type),
          }),
        )}
        onChoose={(value) => setDraft({ ...draft, machine: value })}
      />
      <When time={draft.time} onChoose={(time) => setDraft({ ...draft, time })} />
    </Screen>
  );
}
