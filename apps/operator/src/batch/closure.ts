import { COVERAGE_FACTOR, type BatchState } from '@bakeloop/domain';

export interface Verdict {
  tone: 'good' | 'check' | 'none';
  /** The number to act on, in words: `4.0 kg missing`. */
  headline: string;
  advice: string;
}

/**
 * Says in plain words whether the mass of a batch closes. It never forbids to finish: the plastic was there (E7).
 * @param kg how to write a mass
 */
export function closureVerdict(
  {
    feedGrams,
    unaccountedGrams,
    closureUncertaintyGrams,
  }: Pick<BatchState, 'feedGrams' | 'unaccountedGrams' | 'closureUncertaintyGrams'>,
  kg: (grams: number) => string,
): Verdict {
  if (feedGrams === 0) {
    return {
      tone: 'none',
      headline: 'No material logged',
      advice: 'Add what went into the machine; without it nobody can say what was recycled.',
    };
  }
  const off = kg(Math.abs(unaccountedGrams));
  if (Math.abs(unaccountedGrams) <= COVERAGE_FACTOR * closureUncertaintyGrams) {
    return {
      tone: 'good',
      headline: 'The mass closes',
      advice:
        unaccountedGrams === 0
          ? 'Every kilogram that went in came out again.'
          : `${off} ${unaccountedGrams > 0 ? 'less' : 'more'} out than in: what scales and moisture explain.`,
    };
  }
  if (unaccountedGrams > 0) {
    return {
      tone: 'check',
      headline: `${off} missing`,
      advice: 'Spill, moisture, wrong bin? Look for an output that is not logged: regrind, purge, residue.',
    };
  }
  return {
    tone: 'check',
    headline: `${off} too much`,
    advice: 'More came out than went in. Is some material not logged, or a weight typed twice?',
  };
}
