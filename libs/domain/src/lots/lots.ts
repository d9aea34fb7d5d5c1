import type { BatchFlag } from '../log/flags.js';
import { NO_CONTEXT, type KitchenContext } from '../kitchen/context.js';
import type { KitchenEvent, LotForm, LotProcessed, LotProcessedData } from '../log/events.js';
import { utcTime } from '../log/time.js';
import { standardUncertaintyGrams, WeighingSum, type Weighing } from '../measure/scales.js';
import { intakeFlags, notDeliveredFlag, overdrawnFlag, processFlags } from './lot-flags.js';
import { dryGramsOf } from './moisture.js';
import { deliveryProvenance, ProvenanceSum, type Provenance } from './provenance.js';
import { isRecycledFlake } from './recycled-flake.js';

/** A lot: what was put under one lot number, by deliveries, processing steps and batches. */
export interface Lot extends Provenance {
  lotId: string;
  /** Of the newest event that says so. */
  polymer: string | null;
  form: LotForm | null;
  producedGrams: number;
  consumedGrams: number;
  /** One standard uncertainty of produced less consumed mass, whole grams. */
  uncertaintyGrams: number;
  /** False when no delivery, step or batch put anything under this number. */
  filled: boolean;
  /** True when a delivery was recorded under this number. */
  delivered: boolean;
  /** Instant of the newest event that names it, RFC 3339 in UTC. */
  lastAt: string;
  /** Share of the lot, 0 to 1, that is scrap of this kitchen's own batches (regrind, purge, residue). */
  scrapShare: number;
  /** Share of the lot, 0 to 1, that already counted as good product (granulate) of an earlier batch. */
  goodShare: number;
  /**
   * Share, 0 to 1, of what is taken from it that can count as recycled: what it held over what was taken from it, and so
   * on for the lots behind. 1 unless a lot gave more than it held. A lot nobody filled has 1, and is untraced.
   */
  heldShare: number;
  /** Lots it was directly made from. */
  madeFrom: string[];
  flags: BatchFlag[];
}

interface StepMix extends Provenance {
  scrapShare: number;
  goodShare: number;
  heldShare: number;
  /** Of the lots it took from that nobody filled. */
  flags: BatchFlag[];
}

/** A processing step that made lots, as far as they rest on it. */
interface Step extends Pick<LotProcessedData, 'step' | 'losses' | 'litresFresh' | 'litresReused'> {
  inputs: { lotId: string; grams: number }[];
  outputs: Ledger[];
  outputGrams: number;
  /** Lots it took from that are not reckoned yet. */
  waiting: number;
  mix: StepMix | null;
}

/** What the events met so far say of one lot: sums, and the steps that lead to other lots. */
interface Ledger {
  lotId: string;
  lastAt: string;
  polymer: string | null;
  form: LotForm | null;
  filled: boolean;
  /** What deliveries put in; null without one. */
  delivered: ProvenanceSum | null;
  /** What batches of this kitchen put in. */
  scrapGrams: number;
  goodGrams: number;
  /** What steps put in, each once. */
  made: { step: Step; grams: number }[];
  /** Steps that took from it. */
  takers: Step[];
  producedGrams: number;
  consumedGrams: number;
  /** Of these, taken by steps, as recycled flake and by dispatches: this must once have been put in. */
  owedGrams: number;
  weighings: WeighingSum;
  flags: BatchFlag[];
  /** Steps that made it and are not reckoned yet. */
  waiting: number;
}

/**
 * The lots of a log at hand, by number (see `LotReducer`).
 * @param effective events after corrections, sorted (see `resolveEvents`)
 */
export function reduceLots(
  effective: readonly KitchenEvent[],
  context: KitchenContext = NO_CONTEXT,
): Map<string, Lot> {
  const reducer = new LotReducer(context);
  for (const event of effective) reducer.add(event);
  return reducer.finish();
}

/** Part of what stands behind a lot that goes with `grams` taken from it; never more than the whole over all takers. */
export function shareOf(lot: Lot, grams: number): number {
  const held = Math.max(lot.producedGrams, lot.consumedGrams, grams);
  return held === 0 ? 0 : grams / held;
}

/** Adds what stands behind several masses. */
export function sumProvenance(parts: Iterable<{ of: Provenance; share: number }>): Provenance {
  const sum = new ProvenanceSum();
  for (const { of, share } of parts) sum.add(of, share);
  return sum.build();
}

/**
 * Lots as a graph, each with the share of the deliveries behind it.
 *
 * Shares are allocated by mass: who takes 40 kg of a lot of 100 kg takes 40 % of what stands behind it; a processing
 * step hands all it took, and what was lost on the way, to its outputs in proportion to their mass. A lot consumed
 * beyond its mass is flagged and shared among its consumers, so that no delivery is counted more than once.
 * What a batch put out (regrind, granulate) has no delivery behind it: that already counted for the batch.
 * A lot made from itself, directly or through others, is flagged and left untraced. Linear in events and lots.
 *
 * Meets the events one by one and keeps none: of each lot some sums, and of each step that made lots what it took.
 */
export class LotReducer {
  readonly #ledgers = new Map<string, Ledger>();

  constructor(private readonly context: KitchenContext) {}

  /** @param event the next of those that count, in order (see `resolveEvents`) */
  add(event: KitchenEvent): void {
    const { time } = event;
    switch (event.type) {
      case 'intake.recorded': {
        const { lotId, grossGrams, tareGrams, polymer, scaleId } = event.data;
        const netGrams = grossGrams - tareGrams;
        const ledger = this.#put(lotId, netGrams, { scaleId, time }, tareGrams);
        const dryGrams = dryGramsOf(netGrams, event.data.moisturePermille);
        ledger.delivered ??= new ProvenanceSum();
        ledger.delivered.add(deliveryProvenance({ ...event.data, netGrams, dryGrams }), 1);
        ledger.polymer = polymer ?? ledger.polymer;
        ledger.flags.push(...intakeFlags(event, this.context));
        break;
      }
      case 'lot.processed':
        this.#addStep(event);
        break;
      case 'batch.input': {
        const { lotId, grams, scaleId } = event.data;
        if (lotId === undefined) break;
        const ledger = this.#take(lotId, grams, { scaleId, time });
        if (isRecycledFlake(event.data)) ledger.owedGrams += grams;
        break;
      }
      case 'batch.output': {
        const { lotId, grams, kind, scaleId } = event.data;
        if (lotId === undefined) break;
        const ledger = this.#put(lotId, grams, { scaleId, time });
        if (kind === 'product' || kind === 'granulate') ledger.goodGrams += grams;
        else ledger.scrapGrams += grams;
        break;
      }
      case 'dispatch.recorded':
        this.#take(event.data.lotId, event.data.grams, { time }).owedGrams += event.data.grams;
        break;
      default:
        break; // the others move no lot
    }
  }

  /** Hands the lots over, by number; nothing may be added after it. */
  finish(): Map<string, Lot> {
    const lots = new Map<string, Lot>();
    const reckon = (ledger: Ledger): void => {
      lots.set(ledger.lotId, lotOf(ledger));
      // Let go, so that what the lots rest on makes room for them.
      this.#ledgers.delete(ledger.lotId);
    };
    // Upstream first: a step is reckoned when all lots it took are, a lot when all steps that made it are.
    const ready = [...this.#ledgers.values()].filter(({ waiting }) => waiting === 0);
    for (let ledger = ready.pop(); ledger !== undefined; ledger = ready.pop()) {
      reckon(ledger);
      for (const step of ledger.takers) {
        step.waiting -= 1;
        if (step.waiting > 0) continue;
        step.mix = mixOf(step, lots);
        for (const output of step.outputs) {
          output.waiting -= 1;
          if (output.waiting === 0) ready.push(output);
        }
      }
    }
    for (const ledger of this.#ledgers.values()) {
      ledger.flags.push({
        code: 'lot_cycle',
        message: `Lot ${ledger.lotId} cannot be traced: it, or a lot behind it, is made from itself. Give each filling its own lot number.`,
        grams: ledger.producedGrams,
      });
      reckon(ledger);
    }
    return lots;
  }

  #addStep(event: LotProcessed): void {
    const { step: name, losses, litresFresh, litresReused, scaleId } = event.data;
    const weighed = { scaleId, time: event.time };
    const flags = processFlags(event, this.context);
    const taken = new Set<Ledger>();
    const inputs = event.data.inputs.map(({ lotId, grams }) => {
      const ledger = this.#take(lotId, grams, weighed);
      ledger.owedGrams += grams;
      taken.add(ledger);
      return { lotId: ledger.lotId, grams };
    });
    const made = new Map<Ledger, number>();
    for (const { lotId, grams, polymer, form } of event.data.outputs) {
      const ledger = this.#put(lotId, grams, weighed);
      ledger.polymer = polymer;
      ledger.form = form;
      made.set(ledger, (made.get(ledger) ?? 0) + grams);
    }
    // A step that made no lot has only the lots it took from to show what is odd about it.
    for (const ledger of made.size > 0 ? made.keys() : taken) ledger.flags.push(...flags);
    if (made.size === 0) return;
    const step: Step = {
      step: name,
      losses,
      litresFresh,
      litresReused,
      inputs,
      outputs: [...made.keys()],
      outputGrams: sum([...made.values()]),
      waiting: taken.size,
      mix: null,
    };
    for (const ledger of taken) ledger.takers = appended(ledger.takers, step);
    for (const [ledger, grams] of made) {
      ledger.made = appended(ledger.made, { step, grams });
      if (taken.size > 0) ledger.waiting += 1;
    }
    if (taken.size === 0) step.mix = mixOf(step, new Map());
  }

  #put(lotId: string, grams: number, weighed: Pick<Weighing, 'scaleId' | 'time'>, tareGrams = 0): Ledger {
    const ledger = this.#ledgerOf(lotId, weighed.time);
    ledger.filled = true;
    ledger.producedGrams += grams;
    ledger.weighings.add({ grams: grams + tareGrams, sign: 1, ...weighed });
    if (tareGrams > 0) ledger.weighings.add({ grams: tareGrams, sign: -1, ...weighed });
    return ledger;
  }

  #take(lotId: string, grams: number, weighed: Pick<Weighing, 'scaleId' | 'time'>): Ledger {
    const ledger = this.#ledgerOf(lotId, weighed.time);
    ledger.consumedGrams += grams;
    ledger.weighings.add({ grams, sign: -1, ...weighed });
    return ledger;
  }

  #ledgerOf(lotId: string, time: string): Ledger {
    let ledger = this.#ledgers.get(lotId);
    if (ledger === undefined) {
      ledger = {
        lotId,
        lastAt: time,
        polymer: null,
        form: null,
        filled: false,
        delivered: null,
        scrapGrams: 0,
        goodGrams: 0,
        made: [],
        takers: [],
        producedGrams: 0,
        consumedGrams: 0,
        owedGrams: 0,
        weighings: new WeighingSum(this.context.calibrations),
        flags: [],
        waiting: 0,
      };
      this.#ledgers.set(lotId, ledger);
    }
    ledger.lastAt = time;
    return ledger;
  }
}

function mixOf(step: Step, lots: ReadonlyMap<string, Lot>): StepMix {
  const mix = new ProvenanceSum();
  let takenGrams = 0;
  let scrapGrams = 0;
  let goodGrams = 0;
  let heldGrams = 0;
  const flags: BatchFlag[] = [];
  for (const { lotId, grams } of step.inputs) {
    const lot = lots.get(lotId);
    if (lot === undefined) continue;
    mix.add(lot, shareOf(lot, grams));
    takenGrams += grams;
    scrapGrams += grams * lot.scrapShare;
    goodGrams += grams * lot.goodShare;
    heldGrams += grams * lot.heldShare;
    if (!lot.filled && grams > 0) flags.push(notDeliveredFlag(lotId, grams));
  }
  if (takenGrams === 0) mix.traced = false;
  const { step: name, losses, litresFresh, litresReused } = step;
  for (const { reason, fate, grams } of losses) mix.addLoss({ step: name, reason, fate, grams }, 1);
  mix.addWater(litresFresh ?? (name === 'wash' ? null : 0), litresReused ?? 0);
  return {
    ...mix.build(),
    scrapShare: takenGrams === 0 ? 0 : scrapGrams / takenGrams,
    goodShare: takenGrams === 0 ? 0 : goodGrams / takenGrams,
    heldShare: takenGrams === 0 ? 1 : heldGrams / takenGrams,
    flags,
  };
}

/** @param ledger the steps that made it are reckoned, but for those of a lot made from itself */
function lotOf(ledger: Ledger): Lot {
  const { lotId, polymer, form, filled, producedGrams, consumedGrams, owedGrams } = ledger;
  const mix = ledger.delivered ?? new ProvenanceSum();
  let { scrapGrams, goodGrams } = ledger;
  let notHeldGrams = 0;
  const flags = [...ledger.flags];
  const cyclic = flags.some(({ code }) => code === 'lot_cycle');
  const madeFrom = new Set<string>();
  const ofSteps: BatchFlag[] = [];
  for (const { step, grams } of ledger.made) {
    for (const input of step.inputs) madeFrom.add(input.lotId);
    if (step.mix === null) continue;
    mix.add(step.mix, step.outputGrams === 0 ? 0 : grams / step.outputGrams);
    scrapGrams += grams * step.mix.scrapShare;
    goodGrams += grams * step.mix.goodShare;
    notHeldGrams += grams * (1 - step.mix.heldShare);
    ofSteps.push(...step.mix.flags);
  }
  const uncertaintyGrams = standardUncertaintyGrams(ledger.weighings.error());
  const overdrawn = filled ? overdrawnFlag({ lotId, producedGrams, consumedGrams, uncertaintyGrams }) : null;
  if (overdrawn !== null) flags.push(overdrawn);
  if (!filled && owedGrams > 0) flags.push(notDeliveredFlag(lotId, owedGrams));
  flags.push(...ofSteps);
  const behind = mix.build();
  // Field by field: spreading what lies behind into every lot of years costs as much as reckoning it.
  return {
    lotId,
    polymer,
    form,
    producedGrams,
    consumedGrams,
    uncertaintyGrams,
    filled,
    delivered: ledger.delivered !== null,
    lastAt: utcTime(ledger.lastAt),
    traced: behind.traced && !cyclic && filled,
    grossGrams: behind.grossGrams,
    grossBySource: behind.grossBySource,
    netGrams: behind.netGrams,
    dryGrams: behind.dryGrams,
    tonneKilometres: behind.tonneKilometres,
    litresFresh: behind.litresFresh,
    litresReused: behind.litresReused,
    losses: behind.losses,
    scrapShare: producedGrams === 0 ? 0 : scrapGrams / producedGrams,
    goodShare: producedGrams === 0 ? 0 : goodGrams / producedGrams,
    heldShare:
      (producedGrams === 0 ? 1 : 1 - notHeldGrams / producedGrams) *
      (filled && consumedGrams > producedGrams ? producedGrams / consumedGrams : 1),
    madeFrom: [...madeFrom],
    flags,
  };
}

/** Most lots have one: a list that begins with it takes an eighth of the room of an empty one that it is pushed to. */
function appended<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
