import type { LossFate, LossReason, ProcessStep, SourceType } from '../log/events.js';

export interface Loss {
  step: ProcessStep;
  reason: LossReason;
  fate: LossFate;
  grams: number;
}

/** What stands behind a mass: its share of deliveries and of what their preparation took. Not rounded. */
export interface Provenance {
  /** False when some of the mass leads back to no delivery and to no batch of this kitchen. */
  traced: boolean;
  grossGrams: number;
  /** The gross mass by who brought it. */
  grossBySource: Record<SourceType, number>;
  netGrams: number;
  /** Null when the moisture of a delivery behind it is unknown. */
  dryGrams: number | null;
  /** Net mass times the way to the kitchen; null when a delivery behind it does not say its distance. */
  tonneKilometres: number | null;
  /** Fresh water of its preparation; null when a washing step behind it does not say its water. */
  litresFresh: number | null;
  /** Water that its preparation used again. */
  litresReused: number;
  losses: Loss[];
}

/** Adds up provenances by share. The sums are exact to floating point, and the same for the same order of addends. */
export class ProvenanceSum {
  traced = true;
  #grossGrams = 0;
  readonly #grossBySource = zeroBySource();
  #netGrams = 0;
  #dryGrams: number | null = 0;
  #tonneKilometres: number | null = 0;
  #litresFresh: number | null = 0;
  #litresReused = 0;
  readonly #losses = new Map<string, Loss>();

  add(part: Provenance, share: number): void {
    this.traced &&= part.traced;
    this.#grossGrams += part.grossGrams * share;
    if (part.grossGrams !== 0)
      for (const source of SOURCES) this.#grossBySource[source] += part.grossBySource[source] * share;
    this.#netGrams += part.netGrams * share;
    this.#dryGrams = plus(this.#dryGrams, part.dryGrams, share);
    this.#tonneKilometres = plus(this.#tonneKilometres, part.tonneKilometres, share);
    this.#litresFresh = plus(this.#litresFresh, part.litresFresh, share);
    this.#litresReused += part.litresReused * share;
    for (const loss of part.losses) this.addLoss(loss, share);
  }

  addLoss(loss: Loss, share: number): void {
    const key = `${loss.step} ${loss.reason} ${loss.fate}`;
    const known = this.#losses.get(key);
    const grams = loss.grams * share;
    if (known === undefined)
      this.#losses.set(key, { step: loss.step, reason: loss.reason, fate: loss.fate, grams });
    else known.grams += grams;
  }

  /** @param litresFresh null when the step used water and does not say how much */
  addWater(litresFresh: number | null, litresReused: number): void {
    this.#litresFresh = plus(this.#litresFresh, litresFresh, 1);
    this.#litresReused += litresReused;
  }

  /** Hands the sum over; nothing may be added after it. */
  build(): Provenance {
    return {
      traced: this.traced,
      grossGrams: this.#grossGrams,
      grossBySource: this.#grossBySource,
      netGrams: this.#netGrams,
      dryGrams: this.#dryGrams,
      tonneKilometres: this.#tonneKilometres,
      litresFresh: this.#litresFresh,
      litresReused: this.#litresReused,
      losses: [...this.#losses.values()],
    };
  }
}

function zeroBySource(): Record<SourceType, number> {
  return { household: 0, collector: 0, business: 0, fishing: 0, school: 0, landfill: 0, other: 0 };
}
const SOURCES = Object.keys(zeroBySource()) as SourceType[];

/** One delivery; distance and moisture undefined when nobody said them. */
export function deliveryProvenance(delivery: {
  sourceType: SourceType;
  grossGrams: number;
  netGrams: number;
  dryGrams: number | null;
  kilometres?: number | undefined;
}): Provenance {
  const { sourceType, grossGrams, netGrams, dryGrams, kilometres } = delivery;
  const grossBySource = zeroBySource();
  grossBySource[sourceType] = grossGrams;
  return {
    traced: true,
    grossGrams,
    grossBySource,
    netGrams,
    dryGrams,
    tonneKilometres: kilometres === undefined ? null : (netGrams * kilometres) / 1_000_000,
    litresFresh: 0,
    litresReused: 0,
    losses: [],
  };
}

function plus(sum: number | null, part: number | null, share: number): number | null {
  return sum === null || part === null ? null : sum + part * share;
}
