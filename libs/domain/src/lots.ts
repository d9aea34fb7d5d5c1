import type { KitchenEvent, LossReason, LotForm, LotProcessed, OutputKind, ProcessStep } from './events.js';
import { kilograms, MASS_TOLERANCE, type BatchFlag } from './flags.js';

export interface Loss {
  step: ProcessStep;
  reason: LossReason;
  grams: number;
}

/** What stands behind a mass: grams as computed, not rounded. */
export interface Provenance {
  /** False when some of the mass leads back to no delivery and to no batch of this kitchen. */
  traced: boolean;
  grossGrams: number;
  netGrams: number;
  /** Null when the moisture of a delivery behind it is unknown. */
  dryGrams: number | null;
  losses: Loss[];
}

/** A lot: what was put under one lot number, by deliveries, processing steps and batches. */
export interface Lot extends Provenance {
  lotId: string;
  /** Of the newest event that says so. */
  polymer: string | null;
  form: LotForm | null;
  producedGrams: number;
  consumedGrams: number;
  /** True when a delivery was recorded under this number. */
  delivered: boolean;
  /** Share of the lot, 0 to 1, that is scrap of this kitchen's own batches (regrind, purge, residue). */
  scrapShare: number;
  /** Share of the lot, 0 to 1, that already counted as good product (granulate) of an earlier batch. */
  goodShare: number;
  /** Lots it was directly made from. */
  madeFrom: string[];
  flags: BatchFlag[];
}

interface Mix {
  traced: boolean;
  grossGrams: number;
  netGrams: number;
  dryGrams: number | null;
  losses: Map<string, Loss>;
}
interface StepMix extends Provenance {
  outputGrams: number;
  scrapShare: number;
  goodShare: number;
}
interface Ledger {
  lotId: string;
  productions: (
    | { from: 'intake'; grams: number; grossGrams: number; dryGrams: number | null }
    | { from: 'process'; grams: number; event: LotProcessed }
    | { from: 'batch'; grams: number; kind: OutputKind }
  )[];
  producedGrams: number;
  consumedGrams: number;
  polymer: string | null;
  form: LotForm | null;
  consumers: Set<LotProcessed>;
  producers: Set<LotProcessed>;
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
export function reduceLots(effective: readonly KitchenEvent[]): Map<string, Lot> {
  const ledgers = bookLots(effective);
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
    lots.set(ledger.lotId, lotOf(ledger, mixes));
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
    lots.set(ledger.lotId, lotOf(ledger, mixes));
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
  const mix = emptyMix();
  for (const { of, share } of parts) addTo(mix, of, share);
  return { ...mix, losses: [...mix.losses.values()] };
}

function bookLots(effective: readonly KitchenEvent[]): Map<string, Ledger> {
  const ledgers = new Map<string, Ledger>();
  const ledgerOf = (lotId: string): Ledger => {
    let ledger = ledgers.get(lotId);
    if (ledger === undefined) {
      ledger = {
        lotId,
        productions: [],
        producedGrams: 0,
        consumedGrams: 0,
        polymer: null,
        form: null,
        consumers: new Set(),
        producers: new Set(),
        flags: [],
      };
      ledgers.set(lotId, ledger);
    }
    return ledger;
  };
  const produce = (lotId: string, production: Ledger['productions'][number]): Ledger => {
    const ledger = ledgerOf(lotId);
    ledger.productions.push(production);
    ledger.producedGrams += production.grams;
    return ledger;
  };

  for (const event of effective) {
    switch (event.type) {
      case 'intake.recorded': {
        const { lotId, grossGrams, tareGrams, polymer } = event.data;
        const grams = grossGrams - tareGrams;
        const dryGrams = dryGramsOf(grams, event.data.moisturePermille);
        const ledger = produce(lotId, { from: 'intake', grams, grossGrams, dryGrams });
        ledger.polymer = polymer ?? ledger.polymer;
        break;
      }
      case 'lot.processed': {
        for (const { lotId, grams } of event.data.inputs) {
          const ledger = ledgerOf(lotId);
          ledger.consumedGrams += grams;
          ledger.consumers.add(event);
        }
        const gain = gainFlag(event);
        for (const { lotId, grams, polymer, form } of event.data.outputs) {
          const ledger = produce(lotId, { from: 'process', grams, event });
          ledger.producers.add(event);
          ledger.polymer = polymer;
          ledger.form = form;
          if (gain !== null) ledger.flags.push(gain);
        }
        break;
      }
      case 'batch.input':
        if (event.data.lotId !== undefined) ledgerOf(event.data.lotId).consumedGrams += event.data.grams;
        break;
      case 'batch.output':
        if (event.data.lotId !== undefined)
          produce(event.data.lotId, { from: 'batch', grams: event.data.grams, kind: event.data.kind });
        break;
      case 'dispatch.recorded':
        ledgerOf(event.data.lotId).consumedGrams += event.data.grams;
        break;
      default:
        break; // the others move no lot
    }
  }
  return ledgers;
}

/** Net mass less its water, grams not rounded; null when the moisture is unknown. */
export function dryGramsOf(netGrams: number, moisturePermille: number | undefined): number | null {
  return moisturePermille === undefined ? null : (netGrams * (1000 - moisturePermille)) / 1000;
}

function gainFlag(event: LotProcessed): BatchFlag | null {
  const { step, inputs, outputs, losses } = event.data;
  // Washing adds water: there, only a mass known to be dry can tell.
  const solid = outputs.map(
    ({ grams, moisturePermille }) => dryGramsOf(grams, moisturePermille) ?? (step === 'wash' ? 0 : grams),
  );
  const taken = sum(inputs.map(({ grams }) => grams));
  const given = sum(solid) + sum(losses.map(({ grams }) => grams));
  if (given <= taken * (1 + MASS_TOLERANCE)) return null;
  const lotIds = [...new Set(outputs.map(({ lotId }) => lotId))].join(', ');
  return {
    code: 'process_gains_mass',
    message: `Step "${step}" that made ${lotIds} gave ${kilograms(given)} from ${kilograms(taken)}: check its weights.`,
    grams: Math.round(given - taken),
  };
}

function mixOf(step: LotProcessed, lots: ReadonlyMap<string, Lot>): StepMix {
  const mix = emptyMix();
  let takenGrams = 0;
  let scrapGrams = 0;
  let goodGrams = 0;
  for (const { lotId, grams } of step.data.inputs) {
    const lot = lots.get(lotId);
    if (lot === undefined) continue;
    addTo(mix, lot, shareOf(lot, grams));
    takenGrams += grams;
    scrapGrams += grams * lot.scrapShare;
    goodGrams += grams * lot.goodShare;
  }
  if (takenGrams === 0) mix.traced = false;
  for (const { reason, grams } of step.data.losses) addLoss(mix, { step: step.data.step, reason, grams });
  return {
    ...mix,
    losses: [...mix.losses.values()],
    outputGrams: sum(step.data.outputs.map(({ grams }) => grams)),
    scrapShare: takenGrams === 0 ? 0 : scrapGrams / takenGrams,
    goodShare: takenGrams === 0 ? 0 : goodGrams / takenGrams,
  };
}

function lotOf(ledger: Ledger, mixes: ReadonlyMap<LotProcessed, StepMix>): Lot {
  const mix = emptyMix();
  let scrapGrams = 0;
  let goodGrams = 0;
  const flags = [...ledger.flags];
  const cyclic = flags.some(({ code }) => code === 'lot_cycle');
  for (const production of ledger.productions) {
    if (production.from === 'intake') {
      const { grossGrams, grams: netGrams, dryGrams } = production;
      addTo(mix, { traced: true, grossGrams, netGrams, dryGrams, losses: [] }, 1);
    } else if (production.from === 'batch') {
      if (production.kind === 'product' || production.kind === 'granulate') goodGrams += production.grams;
      else scrapGrams += production.grams;
    } else {
      const made = mixes.get(production.event);
      if (made === undefined) continue;
      addTo(mix, made, made.outputGrams === 0 ? 0 : production.grams / made.outputGrams);
      scrapGrams += production.grams * made.scrapShare;
      goodGrams += production.grams * made.goodShare;
    }
  }
  const { lotId, polymer, form, producedGrams, consumedGrams, productions } = ledger;
  if (productions.length > 0 && consumedGrams > producedGrams * (1 + MASS_TOLERANCE))
    flags.push({
      code: 'lot_overdrawn',
      message: `Lot ${lotId} gave ${kilograms(consumedGrams)} but held ${kilograms(producedGrams)}: check the weights and the lot number.`,
      grams: consumedGrams - producedGrams,
    });
  return {
    ...mix,
    traced: mix.traced && !cyclic && productions.length > 0,
    losses: [...mix.losses.values()],
    lotId,
    polymer,
    form,
    producedGrams,
    consumedGrams,
    delivered: productions.some(({ from }) => from === 'intake'),
    scrapShare: producedGrams === 0 ? 0 : scrapGrams / producedGrams,
    goodShare: producedGrams === 0 ? 0 : goodGrams / producedGrams,
    madeFrom: [
      ...new Set([...ledger.producers].flatMap((step) => step.data.inputs.map((input) => input.lotId))),
    ],
    flags,
  };
}

function emptyMix(): Mix {
  return { traced: true, grossGrams: 0, netGrams: 0, dryGrams: 0, losses: new Map() };
}

function addTo(mix: Mix, part: Provenance, share: number): void {
  mix.traced &&= part.traced;
  mix.grossGrams += part.grossGrams * share;
  mix.netGrams += part.netGrams * share;
  mix.dryGrams =
    mix.dryGrams === null || part.dryGrams === null ? null : mix.dryGrams + part.dryGrams * share;
  for (const loss of part.losses) addLoss(mix, { ...loss, grams: loss.grams * share });
}

function addLoss(mix: Mix, loss: Loss): void {
  const key = `${loss.step} ${loss.reason}`;
  const known = mix.losses.get(key);
  if (known === undefined) mix.losses.set(key, { ...loss });
  else known.grams += loss.grams;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
