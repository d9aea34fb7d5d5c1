import type { BatchFlag } from '../log/flags.js';
import { NO_CONTEXT, type KitchenContext } from '../kitchen/context.js';
import type { KitchenEvent, LotForm, LotProcessed, OutputKind } from '../log/events.js';
import { standardUncertaintyGrams, weighingError, type Weighing } from '../measure/scales.js';
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
  outputGrams: number;
  scrapShare: number;
  goodShare: number;
  heldShare: number;
  /** Of the lots it took from that nobody filled. */
  flags: BatchFlag[];
}
interface Ledger {
  lotId: string;
  productions: (
    | { from: 'intake'; grams: number; provenance: Provenance }
    | { from: 'process'; grams: number; event: LotProcessed }
    | { from: 'batch'; grams: number; kind: OutputKind }
  )[];
  producedGrams: number;
  consumedGrams: number;
  /** Of these, taken by steps, as recycled flake and by dispatches: this must once have been put in. */
  owedGrams: number;
  polymer: string | null;
  form: LotForm | null;
  consumers: Set<LotProcessed>;
  producers: Set<LotProcessed>;
  weighings: Weighing[];
  flags: BatchFlag[];
}

/**
 * Lots as a graph, each with the share of the deliveries behind it.
 *
 * Shares are allocated by mass: who takes 40 kg of a lot of 100 kg takes 40 % of what stands behind it; a processing
 * step hands all it took, and what was lost on the way, to its outputs in proportion to their mass. A lot consumed
 * beyond its mass is flagged and shared among its consumers, so that no delivery is counted more than once.
 * What a batch put out (regrind, granulate) has no delivery behind it: that already counted for the batch.
 * A lot made from itself, directly or through others, is flagged and left untraced. Linear in events and lots.
 * @param effective events after corrections, sorted (see `resolveEvents`)
 */
export function reduceLots(
  effective: readonly KitchenEvent[],
  context: KitchenContext = NO_CONTEXT,
): Map<string, Lot> {
  const ledgers = bookLots(effective, context);
  const lots = new Map<string, Lot>();
  const mixes = new Map<LotProcessed, StepMix>();

  // Upstream first: a step is reckoned when all lots it took are, a lot when all steps that made it are.
  const waiting = new Map<Ledger | LotProcessed, number>();
  const ready: Ledger[] = [];
  const reckon = (step: LotProcessed): void => {
    mixes.set(step, mixOf(step, lots));
    for (const lotId of new Set(step.data.outputs.map((output) => output.lotId))) {
      const ledger = ledgers.get(lotId);
      if (ledger === undefined) continue;
      const left = (waiting.get(ledger) ?? 0) - 1;
      waiting.set(ledger, left);
      if (left === 0) ready.push(ledger);
    }
  };
  for (const ledger of ledgers.values()) {
    waiting.set(ledger, ledger.producers.size);
    if (ledger.producers.size === 0) ready.push(ledger);
    for (const step of ledger.consumers) waiting.set(step, (waiting.get(step) ?? 0) + 1);
  }
  for (const event of effective)
    if (event.type === 'lot.processed' && event.data.inputs.length === 0) reckon(event);
  for (let ledger = ready.pop(); ledger !== undefined; ledger = ready.pop()) {
    lots.set(ledger.lotId, lotOf(ledger, mixes, context));
    for (const step of ledger.consumers) {
      const left = (waiting.get(step) ?? 0) - 1;
      waiting.set(step, left);
      if (left === 0) reckon(step);
    }
  }
  for (const ledger of ledgers.values()) {
    if (lots.has(ledger.lotId)) continue;
    ledger.flags.push({
      code: 'lot_cycle',
      message: `Lot ${ledger.lotId} cannot be traced: it, or a lot behind it, is made from itself. Give each filling its own lot number.`,
      grams: ledger.producedGrams,
    });
    lots.set(ledger.lotId, lotOf(ledger, mixes, context));
  }
  return lots;
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

function bookLots(effective: readonly KitchenEvent[], context: KitchenContext): Map<string, Ledger> {
  const ledgers = new Map<string, Ledger>();
  const ledgerOf = (lotId: string): Ledger => {
    let ledger = ledgers.get(lotId);
    if (ledger === undefined) {
      ledger = {
        lotId,
        productions: [],
        producedGrams: 0,
        consumedGrams: 0,
        owedGrams: 0,
        polymer: null,
        form: null,
        consumers: new Set(),
        producers: new Set(),
        weighings: [],
        flags: [],
      };
      ledgers.set(lotId, ledger);
    }
    return ledger;
  };
  type Weighed = Pick<Weighing, 'scaleId' | 'time'>;
  const produce = (
    lotId: string,
    production: Ledger['productions'][number],
    weighed: Weighed,
    tareGrams = 0,
  ): Ledger => {
    const ledger = ledgerOf(lotId);
    ledger.productions.push(production);
    ledger.producedGrams += production.grams;
    ledger.weighings.push({ grams: production.grams + tareGrams, sign: 1, ...weighed });
    if (tareGrams > 0) ledger.weighings.push({ grams: tareGrams, sign: -1, ...weighed });
    return ledger;
  };
  const consume = (lotId: string, grams: number, weighed: Weighed): Ledger => {
    const ledger = ledgerOf(lotId);
    ledger.consumedGrams += grams;
    ledger.weighings.push({ grams, sign: -1, ...weighed });
    return ledger;
  };

  for (const event of effective) {
    const { time } = event;
    switch (event.type) {
      case 'intake.recorded': {
        const { lotId, grossGrams, tareGrams, polymer, scaleId } = event.data;
        const grams = grossGrams - tareGrams;
        const dryGrams = dryGramsOf(grams, event.data.moisturePermille);
        const provenance = deliveryProvenance({ ...event.data, netGrams: grams, dryGrams });
        const ledger = produce(lotId, { from: 'intake', grams, provenance }, { scaleId, time }, tareGrams);
        ledger.polymer = polymer ?? ledger.polymer;
        ledger.flags.push(...intakeFlags(event, context));
        break;
      }
      case 'lot.processed': {
        const weighed = { scaleId: event.data.scaleId, time };
        const flags = processFlags(event, context);
        for (const { lotId, grams } of event.data.inputs) {
          const ledger = consume(lotId, grams, weighed);
          // A step that made no lot has only the lots it took from to show what is odd about it.
          if (event.data.outputs.length === 0 && !ledger.consumers.has(event)) ledger.flags.push(...flags);
          ledger.consumers.add(event);
          ledger.owedGrams += grams;
        }
        for (const { lotId, grams, polymer, form } of event.data.outputs) {
          const ledger = produce(lotId, { from: 'process', grams, event }, weighed);
          if (!ledger.producers.has(event)) ledger.flags.push(...flags);
          ledger.producers.add(event);
          ledger.polymer = polymer;
          ledger.form = form;
        }
        break;
      }
      case 'batch.input': {
        const { lotId, grams, scaleId } = event.data;
        if (lotId === undefined) break;
        const ledger = consume(lotId, grams, { scaleId, time });
        if (isRecycledFlake(event.data)) ledger.owedGrams += grams;
        break;
      }
      case 'batch.output': {
        const { lotId, grams, kind, scaleId } = event.data;
        if (lotId !== undefined) produce(lotId, { from: 'batch', grams, kind }, { scaleId, time });
        break;
      }
      case 'dispatch.recorded':
        consume(event.data.lotId, event.data.grams, { time }).owedGrams += event.data.grams;
        break;
      default:
        break; // the others move no lot
    }
  }
  return ledgers;
}

function mixOf(step: LotProcessed, lots: ReadonlyMap<string, Lot>): StepMix {
  const mix = new ProvenanceSum();
  let takenGrams = 0;
  let scrapGrams = 0;
  let goodGrams = 0;
  let heldGrams = 0;
  const flags: BatchFlag[] = [];
  for (const { lotId, grams } of step.data.inputs) {
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
  const { step: name, losses, litresFresh, litresReused } = step.data;
  for (const { reason, fate, grams } of losses) mix.addLoss({ step: name, reason, fate, grams }, 1);
  mix.addWater(litresFresh ?? (name === 'wash' ? null : 0), litresReused ?? 0);
  return {
    ...mix.build(),
    outputGrams: sum(step.data.outputs.map(({ grams }) => grams)),
    scrapShare: takenGrams === 0 ? 0 : scrapGrams / takenGrams,
    goodShare: takenGrams === 0 ? 0 : goodGrams / takenGrams,
    heldShare: takenGrams === 0 ? 1 : heldGrams / takenGrams,
    flags,
  };
}

function lotOf(
  ledger: Ledger,
  mixes: ReadonlyMap<LotProcessed, StepMix>,
  { calibrations }: KitchenContext,
): Lot {
  const mix = new ProvenanceSum();
  let scrapGrams = 0;
  let goodGrams = 0;
  let notHeldGrams = 0;
  const flags = [...ledger.flags];
  const cyclic = flags.some(({ code }) => code === 'lot_cycle');
  for (const production of ledger.productions) {
    if (production.from === 'intake') {
      mix.add(production.provenance, 1);
    } else if (production.from === 'batch') {
      if (production.kind === 'product' || production.kind === 'granulate') goodGrams += production.grams;
      else scrapGrams += production.grams;
    } else {
      const made = mixes.get(production.event);
      if (made === undefined) continue;
      mix.add(made, made.outputGrams === 0 ? 0 : production.grams / made.outputGrams);
      scrapGrams += production.grams * made.scrapShare;
      goodGrams += production.grams * made.goodShare;
      notHeldGrams += production.grams * (1 - made.heldShare);
    }
  }
  const { lotId, polymer, form, producedGrams, consumedGrams, productions } = ledger;
  const uncertaintyGrams = standardUncertaintyGrams(weighingError(ledger.weighings, calibrations));
  const overdrawn =
    productions.length === 0
      ? null
      : overdrawnFlag({ lotId, producedGrams, consumedGrams, uncertaintyGrams });
  if (overdrawn !== null) flags.push(overdrawn);
  if (productions.length === 0 && ledger.owedGrams > 0) flags.push(notDeliveredFlag(lotId, ledger.owedGrams));
  const isOverdrawn = productions.length > 0 && consumedGrams > producedGrams;
  const sources = new Set<string>();
  for (const step of ledger.producers) {
    flags.push(...(mixes.get(step)?.flags ?? []));
    for (const input of step.data.inputs) sources.add(input.lotId);
  }
  const behind = mix.build();
  // Field by field: spreading what lies behind into every lot of years costs as much as reckoning it.
  return {
    lotId,
    polymer,
    form,
    producedGrams,
    consumedGrams,
    uncertaintyGrams,
    filled: productions.length > 0,
    delivered: productions.some(({ from }) => from === 'intake'),
    traced: behind.traced && !cyclic && productions.length > 0,
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
      (isOverdrawn ? producedGrams / consumedGrams : 1),
    madeFrom: [...sources],
    flags,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
