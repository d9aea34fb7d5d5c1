import type { KitchenContext } from '../kitchen/context.js';
import { factorAt, type FoundFactor } from '../reference/lookup.js';
import type { EmissionFactor } from '../reference/reference.js';

type Reference = KitchenContext['reference'];

/**
 * Factors found before, by records, which never change in place: what is looked up for every batch of a rebuild is
 * looked up once.
 */
const FOUND = new WeakMap<Reference, Map<string, FoundFactor | null>>();

export interface FactorWanted {
  key: string;
  /** For example a polymer: `fate/energy-recovery` of `HDPE` is looked up as `fate/energy-recovery/HDPE` first. */
  detail?: string | null;
  /** What it is for, as a gap says it. */
  words: string;
  /** The unit of the amount that it is multiplied with. */
  per: 'kg' | 'kW.h' | 'L' | 'm3' | 't.km';
}

/**
 * The factors of one batch, at one place and day: it remembers which sets they came from, whether one of them has no
 * source, and what could not be found.
 */
export class FactorBook {
  /** `id@version` of the sets that were used. */
  readonly sets = new Set<string>();
  /** One sentence for each factor that is missing, for staff. */
  readonly gaps = new Set<string>();
  restsOnDefault = false;

  readonly #found: Map<string, FoundFactor | null>;
  /** The day on which the newest of the sets became valid: until the next one does, every day has the same factors. */
  readonly #since: string;

  constructor(
    private readonly reference: Reference,
    private readonly country: string | null,
    private readonly day: string,
  ) {
    let since = '';
    for (const { kind, validFrom } of reference)
      if (kind === 'factor-set' && validFrom !== null && validFrom <= day && validFrom > since)
        since = validFrom;
    this.#since = since;
    this.#found = FOUND.get(reference) ?? new Map<string, FoundFactor | null>();
    FOUND.set(reference, this.#found);
  }

  /**
   * The factor for a key, or for the key's more general form when its detail has none.
   * @returns null when there is none, or when it is per another unit; a gap then says so
   */
  find({ key, detail, words, per }: FactorWanted): EmissionFactor | null {
    const found = (detail == null ? null : this.#factorAt(`${key}/${detail}`)) ?? this.#factorAt(key);
    if (found === null) {
      const where = this.country === null ? '' : ` in ${this.country}`;
      this.gaps.add(
        `no emission factor for ${words}${where} on ${this.day}: publish one under Reference data`,
      );
      return null;
    }
    if (found.factor.per !== per) {
      this.gaps.add(
        `the emission factor for ${words} in ${found.setId}@${found.setVersion} is per ${found.factor.per}, not per ${per}: publish a new version`,
      );
      return null;
    }
    this.sets.add(`${found.setId}@${found.setVersion}`);
    this.restsOnDefault ||= found.factor.source === null;
    return found.factor;
  }

  #factorAt(key: string): FoundFactor | null {
    const memo = `${this.#since} ${this.country ?? ''} ${key}`;
    let found = this.#found.get(memo);
    if (found === undefined) {
      found = factorAt(this.reference, key, this.country, this.day);
      this.#found.set(memo, found);
    }
    return found;
  }
}
