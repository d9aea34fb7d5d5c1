import type { LotProcessedData } from '@bakeloop/domain';
import { dayCode, HOUR_MS, MINUTE_MS } from './calendar.js';
import { sharesOf, washLitres, workingDay, type BatchDraw, type Preparation } from './day.js';
import {
  BENCH_SCALE,
  draftId,
  GATE_SCALE,
  ROAD_KM_PER_DEGREE,
  round,
  type DayContext,
  type Draft,
} from './drafts.js';
import type { Polymer, SimulatedKitchen } from './kitchens.js';
import { between, integerBetween, pick, randomOf, type Random } from './random.js';

/** Of deliveries: the share typed wrongly at first. */
const SLIP_SHARE = 0.015;

/** One input of a batch. */
export interface Feed {
  polymer?: Polymer | 'mixed';
  lotId?: string;
  material: 'flake' | 'regrind' | 'sand' | 'masterbatch';
  origin: 'post-consumer' | 'own-scrap' | 'virgin';
  grams: number;
  scaleId: string;
}

export const lotId = (kitchen: SimulatedKitchen, day: number, kind: string): string =>
  `${kitchen.id.toUpperCase()}-${dayCode(day)}-${kind}`;

type FeedContext = Pick<DayContext, 'kitchen' | 'seed' | 'batchesOn'>;

/** Own scrap goes back into the next batch of the same product, four times out of five. */
function regrindInto({ kitchen, seed, batchesOn }: FeedContext, batch: BatchDraw): BatchDraw | null {
  const before =
    batch.index > 0
      ? batchesOn(batch.day)[batch.index - 1]
      : batchesOn(workingDay(kitchen, batch.day, -1)).at(-1);
  if (!before || before.product.code !== batch.product.code || before.regrindGrams > batch.plasticGrams / 4)
    return null;
  return randomOf(seed, kitchen.id, 'regrind', batch.id)() < 0.8 ? before : null;
}

/** What goes into a batch. Flake comes from the lots dried on the working day before. */
export function feedsOf(context: FeedContext, batch: BatchDraw): Feed[] {
  const { kitchen } = context;
  const masterbatchGrams = Math.round(batch.plasticGrams * 0.01);
  const scrap = regrindInto(context, batch);
  const scrapGrams = scrap?.regrindGrams ?? 0;
  const flakeGrams = batch.plasticGrams - masterbatchGrams - scrapGrams;
  const driedOn = workingDay(kitchen, batch.day, -1);
  const shares = sharesOf(batch.product.mix);
  let left = flakeGrams;
  const feeds = shares.map(([polymer, share], index): Feed => {
    const grams = index === shares.length - 1 ? left : Math.round(flakeGrams * share);
    left -= grams;
    return {
      polymer,
      lotId: lotId(kitchen, driedOn, `F-${polymer}`),
      material: 'flake',
      origin: 'post-consumer',
      grams,
      scaleId: BENCH_SCALE,
    };
  });
  if (scrap)
    feeds.push({
      polymer: 'mixed',
      lotId: `${scrap.id}-R`,
      material: 'regrind',
      origin: 'own-scrap',
      grams: scrapGrams,
      scaleId: BENCH_SCALE,
    });
  if (batch.sandGrams > 0)
    feeds.push({ material: 'sand', origin: 'virgin', grams: batch.sandGrams, scaleId: GATE_SCALE });
  feeds.push({ material: 'masterbatch', origin: 'virgin', grams: masterbatchGrams, scaleId: BENCH_SCALE });
  return feeds;
}

interface Prepared {
  preparation: Preparation;
  /** Going backwards from what tomorrow's batches take to what had to be sorted. */
  flakeGrams: number;
  waterGrams: number;
  dirtGrams: number;
  finesGrams: number;
  sortedGrams: number;
}

function flakeNeeds(context: DayContext): Map<Polymer, number> {
  const { kitchen, batchesOn, day } = context;
  const needs = new Map<Polymer, number>();
  for (const batch of batchesOn(workingDay(kitchen, day.day, 1)))
    for (const feed of feedsOf(context, batch))
      if (feed.material === 'flake' && feed.polymer && feed.polymer !== 'mixed')
        needs.set(feed.polymer, (needs.get(feed.polymer) ?? 0) + feed.grams);
  return needs;
}

/** A working day prepares the flake of the next: deliveries, sorting, and per polymer shredding, washing and drying. */
export function prepareLots(context: DayContext): Draft[] {
  const { kitchen, seed, day } = context;
  if (!day.shift) return [];
  const random = randomOf(seed, kitchen.id, day.day, 'lots');
  const needs = flakeNeeds(context);
  const moisturePermille = integerBetween(random, 25, 60);
  const prepared = day.preparations.map((preparation): Prepared => {
    // Slightly more than needed is made; the rest stays on the shelf.
    const flakeGrams = Math.round((needs.get(preparation.polymer) ?? 0) * between(random, 1, 1.008));
    const waterGrams = Math.round((flakeGrams * moisturePermille) / (1_000 - moisturePermille));
    const dirtGrams = Math.round((flakeGrams + waterGrams) * between(random, 0.02, 0.035));
    const finesGrams = Math.round((flakeGrams + waterGrams + dirtGrams) * between(random, 0.003, 0.008));
    const sortedGrams = flakeGrams + waterGrams + dirtGrams + finesGrams;
    return { preparation, flakeGrams, waterGrams, dirtGrams, finesGrams, sortedGrams };
  });
  const losses = rejects(kitchen, random, prepared);
  const inputs = deliveries(context, random, prepared, losses, moisturePermille);
  const sortMs = day.shift.fromMs + 2.7 * HOUR_MS;
  const drafts: Draft[] = [
    ...inputs.drafts,
    {
      key: 'sort',
      type: 'lot.processed',
      timeMs: sortMs,
      actor: 'op-4',
      data: {
        step: 'sort',
        inputs: inputs.lots,
        outputs: prepared.map(({ preparation: { polymer }, sortedGrams }) => ({
          lotId: lotId(kitchen, day.day, `S-${polymer}`),
          polymer,
          form: 'whole',
          grams: sortedGrams,
        })),
        losses,
        scaleId: BENCH_SCALE,
      },
    },
    ...prepared.flatMap((lot) => steps(context, lot)),
  ];
  // Only an entry more in the log: masses do not hang on it, since an event of one id has one content (E1).
  const pvc = randomOf(seed, kitchen.id, day.day, 'pvc')() < context.pvcShare;
  if (pvc)
    drafts.push({
      key: 'pvc',
      type: 'incident.recorded',
      timeMs: sortMs - 12 * MINUTE_MS,
      actor: 'op-4',
      data: {
        kind: 'pvc-found',
        severity: 2,
        lostTime: false,
        note: 'PVC pipe among a delivery, taken out at the table',
      },
    });
  return drafts;
}

function rejects(
  kitchen: SimulatedKitchen,
  random: Random,
  prepared: readonly Prepared[],
): LotProcessedData['losses'] {
  const sorted = prepared.reduce((sum, { sortedGrams }) => sum + sortedGrams, 0);
  const share = kitchen.rejectShare * between(random, 0.8, 1.2);
  const total = Math.round((sorted * share) / (1 - share));
  const part = (of: number): number => Math.round(total * of);
  return [
    { reason: 'pvc', grams: part(0.05), fate: 'landfill' },
    { reason: 'multilayer', grams: part(0.4), fate: 'landfill' },
    { reason: 'non-plastic', grams: part(0.3), fate: 'landfill' },
    { reason: 'other', grams: part(0.25), fate: kitchen.country === 'NL' ? 'energy-recovery' : 'stored' },
  ];
}

function deliveries(
  context: DayContext,
  random: Random,
  prepared: readonly Prepared[],
  losses: LotProcessedData['losses'],
  moisturePermille: number,
): { drafts: Draft[]; lots: { lotId: string; grams: number }[] } {
  const { kitchen, day, calendar } = context;
  const total =
    prepared.reduce((sum, { sortedGrams }) => sum + sortedGrams, 0) +
    losses.reduce((sum, { grams }) => sum + grams, 0);
  const count = integerBetween(random, 4, 8);
  const weights = Array.from({ length: count }, () => between(random, 0.5, 1.6));
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const drafts: Draft[] = [];
  const lots: { lotId: string; grams: number }[] = [];
  let left = total;
  const fromMs = calendar.startMs(day.day) + kitchen.shift.fromHour * HOUR_MS;
  weights.forEach((one, index) => {
    const grams = index === count - 1 ? left : Math.round((total * one) / weight);
    left -= grams;
    const lot = lotId(kitchen, day.day, `I${index + 1}`);
    lots.push({ lotId: lot, grams });
    const tareGrams = integerBetween(random, 9, 40) * 100;
    const minor = Math.round((grams / 1_000) * kitchen.paidMinorPerKg * between(random, 0.95, 1.05));
    const [longitude, latitude] = kitchen.position;
    const [east, north] = [between(random, -0.06, 0.06), between(random, -0.06, 0.06)];
    const data = {
      lotId: lot,
      sourceType: pick(random, kitchen.sources),
      supplier: `c-${integerBetween(random, 100, 180)}`,
      originPoint: [round(longitude + east, 4), round(latitude + north, 4)] as [number, number],
      kilometres: round(
        Math.hypot(east * Math.cos((latitude * Math.PI) / 180), north) * ROAD_KM_PER_DEGREE,
        1,
      ),
      polymer: 'mixed',
      grossGrams: grams + tareGrams,
      tareGrams,
      // The moisture meter is not always at hand.
      ...(random() < 0.97 ? { moisturePermille } : {}),
      scaleId: GATE_SCALE,
      price: { minor, currency: kitchen.currency },
    };
    const timeMs = fromMs + ((index + between(random, 0.1, 0.9)) / count) * 2.4 * HOUR_MS;
    const key = `intake/${index}`;
    const intake = (over: object): Draft => ({
      key,
      type: 'intake.recorded',
      timeMs,
      actor: 'op-3',
      data,
      ...over,
    });
    if (random() >= SLIP_SHARE) {
      drafts.push(intake({}));
      return;
    }
    // Typed wrongly at the scale, and put right minutes later (E2).
    const slipped = { ...data, grossGrams: data.grossGrams + 10_000 };
    drafts.push(
      intake({ data: slipped }),
      intake({
        key: `${key}/corrected`,
        timeMs: timeMs + 9 * MINUTE_MS,
        supersedes: draftId(context, key, timeMs),
        reason: 'gross mass typed wrongly',
      }),
    );
  });
  return { drafts, lots };
}

function steps({ kitchen, day }: DayContext, lot: Prepared): Draft[] {
  const { preparation, flakeGrams, waterGrams, dirtGrams, finesGrams, sortedGrams } = lot;
  const { polymer } = preparation;
  const id = (kind: string): string => lotId(kitchen, day.day, `${kind}-${polymer}`);
  const shredded = sortedGrams - finesGrams;
  const washed = shredded - dirtGrams;
  const step = (
    name: 'shred' | 'wash' | 'dry',
    timeMs: number,
    from: { lotId: string; grams: number },
    to: { lotId: string; grams: number },
    loss: LotProcessedData['losses'][number],
    litres: { litresFresh?: number; litresReused?: number } = {},
  ): Draft => ({
    key: `${name}/${polymer}`,
    type: 'lot.processed',
    timeMs,
    actor: 'op-5',
    data: {
      step: name,
      inputs: [from],
      outputs: [{ ...to, polymer, form: 'flake', ...(name === 'dry' ? { moisturePermille: 0 } : {}) }],
      losses: [loss],
      ...litres,
      scaleId: BENCH_SCALE,
    },
  });
  const litresFresh = washLitres(preparation);
  return [
    step(
      'shred',
      preparation.shred.toMs,
      { lotId: id('S'), grams: sortedGrams },
      { lotId: id('G'), grams: shredded },
      { reason: 'fines', grams: finesGrams, fate: 'stored' },
    ),
    step(
      'wash',
      preparation.wash.toMs,
      { lotId: id('G'), grams: shredded },
      { lotId: id('W'), grams: washed },
      { reason: 'non-plastic', grams: dirtGrams, fate: 'landfill' },
      { litresFresh, litresReused: litresFresh * 3 },
    ),
    step(
      'dry',
      preparation.dryToMs,
      { lotId: id('W'), grams: washed },
      { lotId: id('F'), grams: flakeGrams },
      { reason: 'moisture', grams: waterGrams, fate: 'returned' },
    ),
  ];
}
