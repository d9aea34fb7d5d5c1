import { dayCode, HOUR_MS, MINUTE_MS, weekday, type Calendar } from './calendar.js';
import type { Segment, Sun } from './curves.js';
import {
  meanPlasticShare,
  type Polymer,
  type PolymerMix,
  type Product,
  type SimulatedKitchen,
} from './kitchens.js';
import { between, integerBetween, normal, pick, randomOf } from './random.js';

/** One batch as drawn: when, what and how well. All masses integer grams; feed = everything below plus `unaccounted`. */
export interface BatchDraw {
  id: string;
  day: number;
  index: number;
  fromMs: number;
  toMs: number;
  product: Product;
  /** Plastic and additive in the feed, without sand. */
  plasticGrams: number;
  sandGrams: number;
  feedGrams: number;
  pieces: number;
  /** What left the mould, before QC. */
  productGrams: number;
  rejectedPieces: number;
  rejectedGrams: number;
  /** Includes what QC rejected. */
  regrindGrams: number;
  purgeGrams: number;
  residueGrams: number;
  /** Load of the screw, 0 to 1 of the motor. */
  load: number;
}

/** What a preparation of one polymer takes on a working day: shred, then wash, then dry. */
export interface Preparation {
  polymer: Polymer;
  grams: number;
  shred: { fromMs: number; toMs: number };
  wash: { fromMs: number; toMs: number };
  dryToMs: number;
}

/** One local day of a kitchen: a pure function of (seed, kitchen, day). */
export interface Day {
  day: number;
  startMs: number;
  endMs: number;
  /** Null on a day of rest. */
  shift: { fromMs: number; toMs: number } | null;
  batches: readonly BatchDraw[];
  preparations: Preparation[];
  sun: Sun;
  /** When the grid is down and the generator carries what the sun does not. */
  outages: readonly Outage[];
  /** Electrical load by meter, kW, and fresh water, l/h. */
  loads: { extruder: Segment[]; shredder: Segment[]; wash: Segment[]; base: Segment[]; water: Segment[] };
}

export interface Outage {
  fromMs: number;
  toMs: number;
}

/** Shares of a batch's time: mixing, melting, moulding, cooling, then demoulding to the end. */
export const STAGE_ENDS = { mix: 0.08, melt: 0.3, mould: 0.88, cool: 0.95, demould: 1 } as const;
const HEAT_UP_MS = 25 * MINUTE_MS;
const LITRES_PER_KG = 1.3;
const SHRED_KWH_PER_GRAM = 0.000_045;
const WASH_KWH_PER_GRAM = 0.000_02;
const WASH_IDLE_KW = 0.6;

export function isWorkingDay(kitchen: SimulatedKitchen, day: number): boolean {
  return !kitchen.restDays.includes(weekday(day));
}

/** @returns the nearest working day before (-1) or after (+1) */
export function workingDay(kitchen: SimulatedKitchen, day: number, step: -1 | 1): number {
  let found = day + step;
  while (!isWorkingDay(kitchen, found)) found += step;
  return found;
}

/** When batches run. Drawn apart from what is in them, since their number decides the size of each. */
function slotsOf(
  kitchen: SimulatedKitchen,
  seed: number,
  day: number,
  startMs: number,
): { fromMs: number; toMs: number }[] {
  const random = randomOf(seed, kitchen.id, day, 'slots');
  const openMs = startMs + kitchen.shift.fromHour * HOUR_MS;
  const closeMs = startMs + kitchen.shift.toHour * HOUR_MS - 15 * MINUTE_MS;
  const slots: { fromMs: number; toMs: number }[] = [];
  let fromMs = openMs + HEAT_UP_MS + integerBetween(random, 0, 6) * MINUTE_MS;
  for (;;) {
    const toMs = fromMs + integerBetween(random, 60, 90) * MINUTE_MS;
    if (toMs > closeMs) return slots;
    slots.push({ fromMs, toMs });
    // Every third change of the mould falls on a meal.
    fromMs = toMs + integerBetween(random, 5, 10) * MINUTE_MS + (slots.length % 3 === 0 ? 20 * MINUTE_MS : 0);
  }
}

function drawBatch(
  kitchen: SimulatedKitchen,
  seed: number,
  day: number,
  index: number,
  slot: { fromMs: number; toMs: number; of: number },
): BatchDraw {
  const random = randomOf(seed, kitchen.id, day, 'batch', index);
  const product = pick(randomOf(seed, kitchen.id, day, 'product', Math.floor(index / 2)), kitchen.products);
  // A machine moves so much mass an hour, whatever it is: the plastic of a sandy product is that much less.
  const meanFeedGrams = (kitchen.kgPerDay * 1_000) / slot.of / 0.955 / meanPlasticShare(kitchen);
  const feedGrams = Math.round(meanFeedGrams * between(random, 0.93, 1.07));
  const sandGrams = Math.round(feedGrams * product.sandShare);
  const plasticGrams = feedGrams - sandGrams;

  // Now and then something is not weighed: such a batch is flagged, as it should be.
  const slip = random() < 0.035 ? between(random, 0.024, 0.04) : 0;
  const closure = Math.max(-0.012, Math.min(0.014, 0.003 + 0.004 * normal(random))) + slip;
  const purgeGrams = Math.round(feedGrams * between(random, 0.008, 0.016));
  const residueGrams = Math.round(feedGrams * between(random, 0.001, 0.004));
  const scrapShare = between(random, 0.006, 0.02);
  const accountedGrams = Math.round(feedGrams * (1 - closure));
  const pieces = Math.floor(
    (accountedGrams - purgeGrams - residueGrams - feedGrams * scrapShare) / (product.pieceGrams * 1.003),
  );
  const productGrams = Math.round(pieces * product.pieceGrams * (1 + 0.001 * normal(random)));
  const rejectedPieces = Math.floor(pieces * 0.018 * random() + random() * 0.9);
  const rejectedGrams = rejectedPieces * product.pieceGrams;
  return {
    id: `${kitchen.id.toUpperCase()}-${dayCode(day)}-${index + 1}`,
    day,
    index,
    fromMs: slot.fromMs,
    toMs: slot.toMs,
    product,
    plasticGrams,
    sandGrams,
    feedGrams,
    pieces,
    productGrams,
    rejectedPieces,
    rejectedGrams,
    regrindGrams: accountedGrams - purgeGrams - residueGrams - productGrams + rejectedGrams,
    purgeGrams,
    residueGrams,
    load: between(random, 0.62, 0.82),
  };
}

export function drawBatches(
  kitchen: SimulatedKitchen,
  seed: number,
  calendar: Calendar,
  day: number,
): BatchDraw[] {
  if (!isWorkingDay(kitchen, day)) return [];
  const slots = slotsOf(kitchen, seed, day, calendar.startMs(day));
  return slots.map((slot, index) => drawBatch(kitchen, seed, day, index, { ...slot, of: slots.length }));
}

/** @returns plastic of the batches by polymer, before regrind and masterbatch take their part: an upper bound */
export function plasticByPolymer(batches: readonly BatchDraw[]): Map<Polymer, number> {
  const grams = new Map<Polymer, number>();
  for (const batch of batches)
    for (const [polymer, share] of sharesOf(batch.product.mix))
      grams.set(polymer, (grams.get(polymer) ?? 0) + batch.plasticGrams * share);
  return grams;
}

export function sharesOf(mix: PolymerMix): [Polymer, number][] {
  return Object.entries(mix) as [Polymer, number][];
}

function preparationsOf(
  kitchen: SimulatedKitchen,
  shiftFromMs: number,
  tomorrow: ReadonlyMap<Polymer, number>,
): Preparation[] {
  const hours = kitchen.shift.toHour - kitchen.shift.fromHour;
  const total = [...tomorrow.values()].reduce((sum, grams) => sum + grams, 0);
  let freeMs = shiftFromMs + 3 * HOUR_MS;
  return [...tomorrow].map(([polymer, grams]) => {
    const fromMs = freeMs;
    const turnMs = ((hours - 4.5) * HOUR_MS * grams) / total;
    freeMs += turnMs;
    const shred = { fromMs, toMs: fromMs + turnMs * 0.8 };
    const wash = { fromMs: fromMs + turnMs * 0.3, toMs: fromMs + turnMs };
    return { polymer, grams, shred, wash, dryToMs: wash.toMs + HOUR_MS };
  });
}

function extruderLoad(
  kitchen: SimulatedKitchen,
  shift: { fromMs: number },
  batches: readonly BatchDraw[],
): Segment[] {
  const load: Segment[] = [];
  const { motorKw, heaterKw } = kitchen;
  let heldFromMs = shift.fromMs + HEAT_UP_MS;
  load.push({ fromMs: shift.fromMs, toMs: heldFromMs, value: heaterKw * 0.9 });
  for (const batch of batches) {
    const run = runOf(batch);
    load.push({ fromMs: heldFromMs, toMs: run.fromMs, value: heaterKw * 0.35 });
    load.push({ ...run, value: heaterKw * 0.25 + motorKw * batch.load });
    heldFromMs = run.toMs;
  }
  const lastMs = batches.at(-1)?.toMs ?? heldFromMs;
  load.push({ fromMs: heldFromMs, toMs: Math.max(heldFromMs, lastMs), value: heaterKw * 0.35 });
  return load;
}

/** On every third working day the grid fails for an hour or two, where there is a generator to stand in for it. */
function outagesOf(
  kitchen: SimulatedKitchen,
  seed: number,
  day: number,
  shift: { fromMs: number; toMs: number },
): Outage[] {
  const random = randomOf(seed, kitchen.id, day, 'outage');
  if (kitchen.generatorKw === 0 || random() > 0.35) return [];
  const lengthMs = integerBetween(random, 40, 150) * MINUTE_MS;
  const fromMs = Math.round(shift.fromMs + (shift.toMs - shift.fromMs - lengthMs) * random());
  return [{ fromMs, toMs: fromMs + lengthMs }];
}

/** When the screw of a batch turns and melt flows. */
export function runOf(batch: BatchDraw): { fromMs: number; toMs: number } {
  const lengthMs = batch.toMs - batch.fromMs;
  return {
    fromMs: batch.fromMs + lengthMs * STAGE_ENDS.mix,
    toMs: batch.fromMs + lengthMs * STAGE_ENDS.mould,
  };
}

/** @param batchesOn the draws of any day, of `drawBatches` */
export function createDay(
  kitchen: SimulatedKitchen,
  seed: number,
  calendar: Calendar,
  batchesOn: (day: number) => readonly BatchDraw[],
  day: number,
): Day {
  const startMs = calendar.startMs(day);
  const endMs = calendar.startMs(day + 1);
  const random = randomOf(seed, kitchen.id, day, 'weather');
  const cloud = between(random, 0.15, 1);
  const sun: Sun = {
    riseMs: startMs + 6 * HOUR_MS,
    setMs: startMs + 18 * HOUR_MS,
    // Never more than the load: what the roof gives beyond it is not metered here.
    share: Math.min(0.6, (kitchen.pvKwPeak / (kitchen.motorKw + kitchen.heaterKw)) * 0.8 * cloud),
  };
  const idle = { day, startMs, endMs, sun };
  const night: Segment = { fromMs: startMs, toMs: endMs, value: 0.35 };
  if (!isWorkingDay(kitchen, day))
    return {
      ...idle,
      shift: null,
      outages: [],
      batches: [],
      preparations: [],
      loads: { extruder: [], shredder: [], wash: [], base: [night], water: [] },
    };

  const shift = {
    fromMs: startMs + kitchen.shift.fromHour * HOUR_MS,
    toMs: startMs + kitchen.shift.toHour * HOUR_MS,
  };
  const batches = batchesOn(day);
  const next = batchesOn(workingDay(kitchen, day, 1));
  const preparations = preparationsOf(kitchen, shift.fromMs, plasticByPolymer(next));
  const perHour = (amount: number, { fromMs, toMs }: { fromMs: number; toMs: number }): number =>
    (amount * HOUR_MS) / (toMs - fromMs);
  return {
    ...idle,
    shift,
    outages: outagesOf(kitchen, seed, day, shift),
    batches,
    preparations,
    loads: {
      extruder: extruderLoad(kitchen, shift, batches),
      shredder: preparations.map(({ grams, shred }) => ({
        ...shred,
        value: perHour(grams * SHRED_KWH_PER_GRAM, shred),
      })),
      wash: preparations.map(({ grams, wash }) => ({
        ...wash,
        value: WASH_IDLE_KW + perHour(grams * WASH_KWH_PER_GRAM, wash),
      })),
      base: [
        { fromMs: startMs, toMs: shift.fromMs, value: 0.35 },
        { ...shift, value: 1.4 },
        { fromMs: shift.toMs, toMs: endMs, value: 0.35 },
      ],
      water: [
        { ...shift, value: 12 },
        ...preparations.map(({ grams, wash }) => ({
          ...wash,
          value: perHour((grams / 1_000) * LITRES_PER_KG, wash),
        })),
      ],
    },
  };
}

/** Litres of fresh water that washing a preparation takes. */
export function washLitres(preparation: Preparation): number {
  return Math.round((preparation.grams / 1_000) * LITRES_PER_KG);
}
