import { sortedGaps, topicOf, type Gap } from './gaps.js';

/**
 * The additive quantities of the ledger, each once: what it is called, its unit and what it means. Every quantity is an
 * integer and sums over subjects, days, kitchens and products; every metric is computed from such sums, so a ratio is
 * never averaged. What is weighed is in grams; what is reckoned (shares, dry masses, emissions) is in milligrams, so that
 * rounding stays below half a milligram a subject.
 *
 * A quantity with a `by` is kept apart by a dimension, for example `paidMinor:KES`.
 */
export const QUANTITIES = {
  // Deliveries, from intake.recorded
  intakeCount: { unit: '{delivery}', means: 'deliveries weighed in' },
  intakeGrossGrams: { unit: 'g', means: 'deliveries with their containers' },
  intakeNetGrams: { unit: 'g', means: 'deliveries without their containers, wet', by: 'source type' },
  intakeDryMg: { unit: 'mg', means: 'deliveries of known moisture, without water' },
  intakeWithoutMoistureCount: { unit: '{delivery}', means: 'deliveries whose moisture was not measured' },
  intakeVarianceG2: { unit: 'g2', means: 'variance of the random errors of the weighed deliveries' },
  intakeScaleErrorMg: {
    unit: 'mg',
    means: 'standard uncertainty of the scales over the deliveries, systematic',
  },
  paidMinor: { unit: '{minor unit}', means: 'paid to suppliers for deliveries', by: 'currency' },
  supplierDeliveryCount: { unit: '{delivery}', means: 'deliveries that name a supplier' },

  // Preparation, from lot.processed
  rejectedGrams: { unit: 'g', means: 'refused at sorting, without water', by: 'reason' },
  processLossGrams: {
    unit: 'g',
    means: 'lost in preparation after sorting, and all water driven off',
    by: 'reason',
  },
  acceptedGrams: { unit: 'g', means: 'kept at sorting' },
  flakeGrams: { unit: 'g', means: 'shredded to flake, less what washing and drying took from it' },
  processVarianceG2: { unit: 'g2', means: 'variance of the random errors of the weighings in preparation' },
  processScaleErrorMg: {
    unit: 'mg',
    means: 'standard uncertainty of the scales over what preparation took less what it gave, systematic',
  },
  waterFreshMl: { unit: 'mL', means: 'fresh water used in preparation' },
  waterReusedMl: {
    unit: 'mL',
    means: 'water recirculated in preparation, of steps that say their fresh water too',
  },

  // Batches: counts and masses as weighed
  batchCount: { unit: '{batch}', means: 'batches' },
  batchFinishedCount: { unit: '{batch}', means: 'batches with a finish' },
  batchFlaggedCount: { unit: '{batch}', means: 'batches with an impossible or unlikely log' },
  feedGrams: { unit: 'g', means: 'fed to batches', by: 'material' },
  goodGrams: { unit: 'g', means: 'product and granulate that passed quality control', by: 'product' },
  goodPieces: { unit: '{piece}', means: 'pieces that passed quality control' },
  regrindGrams: { unit: 'g', means: 'own scrap put out to be fed again' },
  purgeGrams: { unit: 'g', means: 'run out when material was changed' },
  residueGrams: { unit: 'g', means: 'sent to disposal by batches' },
  qcRejectedGrams: {
    unit: 'g',
    means: 'rejected by quality control, not logged as regrind or residue since',
  },
  unaccountedGrams: {
    unit: 'g',
    means: 'fed to finished batches and not put out; negative when more came out',
  },
  finishedFeedGrams: { unit: 'g', means: 'fed to batches that are finished' },
  finishedGoodGrams: { unit: 'g', means: 'good product of batches that are finished' },
  closureVarianceG2: { unit: 'g2', means: 'variance of the random errors behind unaccounted mass' },
  closureScaleErrorMg: {
    unit: 'mg',
    means: 'standard uncertainty of the scales behind unaccounted mass, systematic',
  },
  goodVarianceG2: { unit: 'g2', means: 'variance of the random errors of the good product' },
  goodScaleErrorMg: {
    unit: 'mg',
    means: 'standard uncertainty of the scales over the good product, systematic',
  },

  // Batches: what the feed is
  postConsumerMg: { unit: 'mg', means: 'recycled flake from users in the feed, without own scrap' },
  preConsumerMg: {
    unit: 'mg',
    means: 'recycled flake from manufacturing waste of others in the feed, without own scrap',
  },
  plasticFeedGrams: { unit: 'g', means: 'feed without sand and fibre' },
  renewableFeedGrams: { unit: 'g', means: 'fibre of biological origin in the feed' },
  recycledFeedUnprovenMg: {
    unit: 'mg',
    means:
      'recycled flake in the feed that leads back to no delivery, or of a batch with an absurd mass: in no conservative figure',
  },
  recycledMg: { unit: 'mg', means: 'diverted: new recycled plastic in good product' },
  recycledUnprovenMg: {
    unit: 'mg',
    means:
      'of it, led back to no delivery, rejected without a weight, or of a batch with an absurd mass: in no conservative figure',
  },

  // Batches: their share of what happened between gate and feed; only finished batches wholly traced to dry deliveries
  tracedBatchCount: { unit: '{batch}', means: 'finished batches traced to deliveries of known moisture' },
  tracedDryMg: { unit: 'mg', means: 'dry deliveries behind those batches' },
  tracedRejectedMg: { unit: 'mg', means: 'their share of what sorting refused' },
  tracedRecycledMg: { unit: 'mg', means: 'recycled plastic in their good product' },

  // Material circularity: sums over product whose recycling efficiency is known
  mciMassMg: { unit: 'mg', means: 'product of known circularity (M)' },
  mciUnknownMg: { unit: 'mg', means: 'product whose circularity is not known' },
  mciVirginMg: { unit: 'mg', means: 'virgin feedstock (V)' },
  mciDirectWasteMg: { unit: 'mg', means: 'to landfill or energy recovery after use (W_0)' },
  mciFeedWasteMg: { unit: 'mg', means: 'waste of making the recycled feedstock (W_F)' },
  mciCollectionWasteMg: { unit: 'mg', means: 'waste of recycling after use (W_C)' },
  mciUtilityMg: { unit: 'mg', means: 'product mass times its utility (M X)' },

  // Batches: energy and water
  energyWh: { unit: 'W.h', means: 'energy of finished batches that have a meter', by: 'source' },
  dieselMl: { unit: 'mL', means: 'diesel burned for finished batches, from the litre counter' },
  goodGramsWithEnergy: { unit: 'g', means: 'good product of finished batches whose energy is known' },
  batchWithEnergyCount: { unit: '{batch}', means: 'finished batches whose energy is known' },
  batchWaterFreshMl: { unit: 'mL', means: "finished batches' share of fresh water" },
  goodGramsWithWater: { unit: 'g', means: 'good product of finished batches whose washing water is known' },

  // Batches: greenhouse gases of finished batches of which every factor is known; mg of CO2 equivalent
  ghgBatchCount: { unit: '{batch}', means: 'finished batches with all factors known' },
  ghgGoodGrams: { unit: 'g', means: 'good product of those batches' },
  ghgUnknownGoodGrams: { unit: 'g', means: 'good product of finished batches that miss a factor or a meter' },
  ghgBaselineMg: { unit: 'mg', means: 'baseline emissions avoided', by: 'fate' },
  ghgDisplacedMg: { unit: 'mg', means: 'emissions of the product displaced', by: 'displaced product' },
  ghgProjectMg: { unit: 'mg', means: 'emissions of the kitchen', by: 'cause' },
  ghgBaselineSpreadMg: { unit: 'mg', means: '95 % half width of the baseline, factors wholly correlated' },
  ghgDisplacedSpreadMg: {
    unit: 'mg',
    means: '95 % half width of the displaced product, factors wholly correlated',
  },
  ghgProjectSpreadMg: { unit: 'mg', means: '95 % half width of the project, factors wholly correlated' },
  ghgDefaultBatchCount: {
    unit: '{batch}',
    means: 'of those batches, how many rest on a default without a source',
  },
  functionalMilliUnits: {
    unit: '10*-3',
    means: 'thousandths of functional units made',
    by: 'functional unit',
  },
  factorSetBatchCount: { unit: '{batch}', means: 'batches computed with a factor set', by: 'factor set' },

  // Diversion
  divertedMg: { unit: 'mg', means: 'diverted plastic by what would have become of it', by: 'fate' },
  oceanBoundMg: {
    unit: 'mg',
    means: 'diverted plastic that was bound for the ocean',
    by: 'class and rule set',
  },
  oceanClassifiedMg: {
    unit: 'mg',
    means: 'diverted plastic of which it is known whether it was bound for the ocean',
  },

  // OEE: batches with a machine of known ideal rate
  plannedMs: { unit: 'ms', means: 'planned production time' },
  runMs: { unit: 'ms', means: 'time run' },
  idealGrams: { unit: 'g', means: 'what the machine could have made in the time run' },
  oeeTotalGrams: { unit: 'g', means: 'product made in that time, good or not' },
  oeeGoodGrams: { unit: 'g', means: 'of it good at the first pass' },

  // After the kitchen
  dispatchedGrams: { unit: 'g', means: 'sent out', by: 'project' },
  dispatchedPieces: { unit: '{piece}', means: 'pieces sent out' },
  returnedGrams: { unit: 'g', means: 'taken back', by: 'condition' },
  stockGrams: {
    unit: 'g',
    means: 'change of what lies in lots; negative when more was taken than put in',
    by: 'movement',
  },
  boughtGrams: { unit: 'g', means: 'fed to batches from no lot: bought in', by: 'material' },
  wasteGrams: {
    unit: 'g',
    means: 'lost, purged or residue, without water and without what lies in lots',
    by: 'fate',
  },

  // People
  workMinutes: { unit: 'min', means: 'minutes of paid or unpaid work, people times time' },
  trainingMinutes: { unit: 'min', means: 'minutes of training, people times time' },
  labourPaidMinor: { unit: '{minor unit}', means: 'paid for labour', by: 'currency' },
  incidentCount: { unit: '{incident}', means: 'incidents', by: 'kind' },
  lostTimeIncidentCount: { unit: '{incident}', means: 'incidents that cost working time' },
  /** The one that is not additive: whoever asks for a scope counts them (`activeSuppliers` of the metric's context). */
  activeSupplierCount: {
    unit: '{supplier}',
    means: 'distinct suppliers in the 30 days up to the end of the period',
  },
  /** Counted anew like it: whether what is paid can be shown without showing what one person earns. */
  periodSupplierCount: { unit: '{supplier}', means: 'distinct suppliers in the period' },

  // How the log came
  eventCount: { unit: '{event}', means: 'effective events' },
} as const satisfies Record<string, { unit: string; means: string; by?: string }>;

export type Quantity = keyof typeof QUANTITIES;

/** Integers by `quantity` or `quantity:dimension`; what is absent is nothing. Never holds a zero. */
export type Amounts = Readonly<Record<string, number>>;

/**
 * The most that one subject adds to a quantity: 10,000 t in milligrams, 10,000 m3 in millilitres, 317 years in
 * milliseconds. No batch or delivery reaches it, and 900 subjects of that size still sum below 2^53, so exactly.
 */
export const MAX_AMOUNT = 1e13;

/**
 * Collects the amounts of one subject, rounding each addend once and leaving zeros out. A quantity beyond `MAX_AMOUNT`,
 * or that is no number, is left out as a whole and told by `gaps`: what an old event or a reference record says wrong
 * costs its own figure, never the derivation of a kitchen nor the sums of everybody.
 */
export class AmountsBuilder {
  readonly #amounts = new Map<string, number>();
  readonly #tooLarge = new Set<string>();

  /** Adds to a quantity; what is not a whole number is rounded half away from zero, so that a void cancels exactly. */
  add(quantity: Quantity, amount: number, dimension?: string): this {
    const rounded = Math.sign(amount) * Math.round(Math.abs(amount));
    this.#add(dimension === undefined ? quantity : `${quantity}:${dimension}`, rounded);
    return this;
  }

  /**
   * Adds amounts that mean something only together: all of them, or none when one of them is too large.
   * @returns whether they were added; if not, `gaps` says why
   */
  addTogether(part: AmountsBuilder): boolean {
    if (part.#tooLarge.size === 0) {
      for (const [key, amount] of part.#amounts) this.#add(key, amount);
      return true;
    }
    for (const key of part.#tooLarge) this.#tooLarge.add(key);
    return false;
  }

  /** Sorted by key, so that equal amounts are equal text. */
  build(): Amounts {
    const inOrder: Record<string, number> = {};
    for (const key of [...this.#amounts.keys()].sort())
      if (!this.#tooLarge.has(key)) inOrder[key] = this.#amounts.get(key) ?? 0;
    return inOrder;
  }

  /** What was left out because it is too large to be true; sorted, none twice. */
  gaps(): Gap[] {
    return sortedGaps(
      [...this.#tooLarge].map((key) => {
        const quantity = quantityOf(key) as Quantity;
        const { means, unit } = QUANTITIES[quantity];
        return {
          about: topicOf(quantity),
          message: `left out, being more than ${MAX_AMOUNT.toLocaleString('en')} ${unit}: ${means}; correct the event or the reference data behind it`,
        };
      }),
    );
  }

  #add(key: string, amount: number): void {
    const sum = (this.#amounts.get(key) ?? 0) + amount;
    if (!(Math.abs(amount) <= MAX_AMOUNT && Math.abs(sum) <= MAX_AMOUNT)) this.#tooLarge.add(key);
    else if (sum === 0) this.#amounts.delete(key);
    else this.#amounts.set(key, sum);
  }
}

/** Sum of amounts, key by key; `sign` -1 subtracts. */
export function addAmounts(left: Amounts, right: Amounts, sign: 1 | -1 = 1): Amounts {
  const sum: Record<string, number> = { ...left };
  for (const [key, amount] of Object.entries(right)) {
    const value = (sum[key] ?? 0) + sign * amount;
    if (value === 0) delete sum[key];
    else sum[key] = value;
  }
  return sorted(sum);
}

/** A quantity over all its dimensions; 0 when there is none. */
export function amountOf(amounts: Amounts, quantity: Quantity): number {
  let sum = amounts[quantity] ?? 0;
  if (!hasDimension(quantity)) return sum;
  const prefix = `${quantity}:`;
  for (const key of Object.keys(amounts)) if (key.startsWith(prefix)) sum += amounts[key] ?? 0;
  return sum;
}

/** Whether a quantity is kept apart by a dimension. */
export const hasDimension = (quantity: Quantity): boolean => 'by' in QUANTITIES[quantity];

/** A quantity by its dimension, sorted by dimension. */
export function partsOf(amounts: Amounts, quantity: Quantity): [dimension: string, amount: number][] {
  const prefix = `${quantity}:`;
  const parts: [string, number][] = [];
  for (const [key, amount] of Object.entries(amounts))
    if (key.startsWith(prefix)) parts.push([key.slice(prefix.length), amount]);
  return parts.sort(([left], [right]) => (left < right ? -1 : 1));
}

/** The quantity of a key, without its dimension. */
export function quantityOf(key: string): string {
  const colon = key.indexOf(':');
  return colon < 0 ? key : key.slice(0, colon);
}

function sorted(amounts: Record<string, number>): Amounts {
  const inOrder: Record<string, number> = {};
  for (const key of Object.keys(amounts).sort()) inOrder[key] = amounts[key] ?? 0;
  return inOrder;
}
