import { COVERAGE_FACTOR, type BatchState } from '@bakeloop/domain';
import { kg, t } from '../language/language.js';

export interface Verdict {
  tone: 'good' | 'check' | 'none';
  /** The number to act on, in words: `4.0 kg missing`. */
  headline: string;
  advice: string;
}

/**
 * Says in plain words whether the mass of a batch closes. It never forbids to finish: the plastic was there (E7).
 */
export function closureVerdict({
  feedGrams,
  unaccountedGrams,
  closureUncertaintyGrams,
}: Pick<BatchState, 'feedGrams' | 'unaccountedGrams' | 'closureUncertaintyGrams'>): Verdict {
  if (feedGrams === 0) {
    return {
      tone: 'none',
      headline: t('finish.noneTitle'),
      advice: t('finish.none'),
    };
  }
  const off = kg(Math.abs(unaccountedGrams));
  if (Math.abs(unaccountedGrams) <= COVERAGE_FACTOR * closureUncertaintyGrams) {
    return {
      tone: 'good',
      headline: t('finish.closes'),
      advice:
        unaccountedGrams === 0
          ? t('finish.exact')
          : t(unaccountedGrams > 0 ? 'finish.lessOut' : 'finish.moreOut', { kg: off }),
    };
  }
  if (unaccountedGrams > 0) {
    return {
      tone: 'check',
      headline: t('finish.missing', { kg: off }),
      advice: t('finish.missingWhy'),
    };
  }
  return {
    tone: 'check',
    headline: t('finish.tooMuch', { kg: off }),
    advice: t('finish.tooMuchWhy'),
  };
}
