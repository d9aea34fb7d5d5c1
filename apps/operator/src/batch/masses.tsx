import type { BatchState } from '@bakeloop/domain';
import { kg, t } from '../language/language.js';

/** Fed and made, side by side; the rest is the difference, told when it matters at the finish. */
export function Masses({ state }: { state: BatchState }) {
  const out = state.feedGrams - state.unaccountedGrams;
  return (
    <p className="masses">
      <span>
        {t('batch.in')} <strong>{kg(state.feedGrams)}</strong>
      </span>
      <span>
        {t('batch.out')} <strong>{kg(out)}</strong>
      </span>
    </p>
  );
}
