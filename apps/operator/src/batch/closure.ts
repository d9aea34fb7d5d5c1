import { MASS_TOLERANCE, type BatchMasses } from '@bakeloop/domain';

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
  { feedGrams, unaccountedGrams }: Pick<BatchMasses, 'feedGrams' | 'unaccountedGrams'>,
  kg: (grams: number) => string,
): Verdict {
  if (feedGrams === 0) {
    return {
      tone: 'none',
      headline: 'No material logged',
      advice: 'Add what went into the machine; without it nobody can say what was recycled.',
    };
  }
  const share = unaccountedGrams / feedGrams;
  const off = kg(Math.abs(unaccountedGrams));
  if (Math.abs(share) <= MASS_TOLERANCE) {
    return {
      tone: 'good',
      headline: 'The mass closes',
      advice:
        unaccountedGrams === 0
          ? 'Every kilogram that went in came out again.'
          : `${off} ${unaccountedGrams > 0 ? 'less' : 'more'} out than in: what scales and moisture explain.`,
    };
  }
  if (share > 0) {
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
