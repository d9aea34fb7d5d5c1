import type { BatchSummary, KitchenDetail } from '@bakeloop/contracts';
import { readKept, useKept, writeKept } from '../kept.js';
import { name, t } from '../language/language.js';
import { phone, useLog } from '../log/use-log.js';
import { batchId, freshTail } from '../mint.js';
import { Choice } from '../parts/choice.js';
import { Screen } from '../parts/screen.js';
import { go } from '../route.js';
import { recipesOf } from './recipes.js';

interface StartDraft {
  recipe: string | null;
  machine: string | null;
}
const EMPTY: StartDraft = { recipe: null, machine: null };
/** Machines that a batch does not run on. */
const AUXILIARY = ['site', 'shredder', 'wash-tank', 'scale', 'meter'];

/** Product and machine, both proposed: two taps on an ordinary day. */
export function StartPage({
  kitchenId,
  kitchen,
  recent,
}: {
  kitchenId: string;
  kitchen: KitchenDetail | null;
  recent: readonly BatchSummary[];
}) {
  const { save } = useLog();
  const [draft, setDraft] = useKept<StartDraft>(`draft.${kitchenId}.start`, EMPTY);
  const recipes = recipesOf(recent);
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
    if (!save(kitchenId, { type: 'batch.started', batchId: id, data }, t('start.started'))) return;
    writeKept(`machine.${kitchenId}`, machine);
    setDraft(null);
    go({ page: 'batch', batch: id }, 'replace');
  };
  return (
    <Screen
      title={t('start.title')}
      action={{ label: t('start.action'), act: start, missing: recipe ? null : t('start.choose') }}
    >
      <Choice
        label={t('start.product')}
        chosen={draft.recipe}
        options={recipes.map(({ recipeId, recipeVersion, productCode }) => ({
          value: recipeId,
          label: name('product', productCode),
          hint: t('start.version', { version: recipeVersion }),
        }))}
        onChoose={(value) => setDraft({ ...draft, recipe: value })}
      />
      <Choice
        label={t('start.machine')}
        chosen={machine}
        options={(machines.length > 0 ? machines : [{ id: machine, type: 'machine' }]).map(
          ({ id, type }) => ({
            value: id,
            label: id,
            hint: type,
          }),
        )}
        onChoose={(value) => setDraft({ ...draft, machine: value })}
      />
    </Screen>
  );
}
