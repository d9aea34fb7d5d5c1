import type { Stage } from '@bakeloop/domain';
import { MINUTE_MS } from './calendar.js';
import { STAGE_ENDS, type BatchDraw } from './day.js';
import { BENCH_SCALE, type DayContext, type Draft } from './drafts.js';
import { feedsOf } from './lots.js';
import { between, integerBetween, randomOf } from './random.js';

/** Shares of a batch's time at which finished pieces are weighed. */
const WEIGHINGS = [0.42, 0.54, 0.66, 0.78, 0.9, 0.97] as const;

/** The log of one batch, from the first sack to the last piece. */
export function batchEvents(context: DayContext, batch: BatchDraw): Draft[] {
  const { kitchen, seed } = context;
  const random = randomOf(seed, kitchen.id, 'log', batch.id);
  const lengthMs = batch.toMs - batch.fromMs;
  const at = (share: number): number => batch.fromMs + lengthMs * share;
  const actor = `op-${integerBetween(random, 10, 19)}`;
  const own = { actor, batchId: batch.id };
  const { product } = batch;

  const drafts: Draft[] = [
    {
      ...own,
      key: `${batch.id}/start`,
      type: 'batch.started',
      timeMs: batch.fromMs,
      data: {
        recipeId: product.recipeId,
        recipeVersion: product.recipeVersion,
        machine: 'extruder-1',
        // A plan is round, and has the change of the mould in it.
        plannedMinutes: Math.ceil(lengthMs / MINUTE_MS / 5) * 5 + 5,
        productCode: product.code,
      },
    },
  ];
  feedsOf(context, batch).forEach((feed, index) =>
    drafts.push({
      ...own,
      key: `${batch.id}/input/${index}`,
      type: 'batch.input',
      timeMs: batch.fromMs + (index + 1) * 40_000,
      data: feed,
    }),
  );
  let stageFromMs = batch.fromMs + 20_000;
  for (const [stage, share] of Object.entries(STAGE_ENDS) as [Stage, number][]) {
    const endMs = stage === 'demould' ? batch.toMs - MINUTE_MS : at(share);
    const edge = (name: 'start' | 'end', timeMs: number): Draft => ({
      ...own,
      key: `${batch.id}/${stage}/${name}`,
      type: 'batch.stage',
      timeMs,
      data: { stage, edge: name, machine: 'extruder-1' },
    });
    drafts.push(edge('start', stageFromMs), edge('end', endMs - 1_000));
    stageFromMs = endMs;
  }
  let pieces = batch.pieces;
  let grams = batch.productGrams;
  WEIGHINGS.forEach((share, index) => {
    const last = index === WEIGHINGS.length - 1;
    const count = last ? pieces : Math.round(batch.pieces / WEIGHINGS.length);
    const mass = last ? grams : Math.round((batch.productGrams * count) / Math.max(1, batch.pieces));
    pieces -= count;
    grams -= mass;
    if (count > 0)
      drafts.push({
        ...own,
        key: `${batch.id}/product/${index}`,
        type: 'batch.output',
        timeMs: at(share),
        data: {
          kind: 'product',
          lotId: `${batch.id}-P`,
          productCode: product.code,
          pieces: count,
          grams: mass,
          scaleId: BENCH_SCALE,
        },
      });
  });
  const output = (
    kind: 'purge' | 'regrind' | 'residue',
    timeMs: number,
    mass: number,
    lotId?: string,
  ): Draft => ({
    ...own,
    key: `${batch.id}/${kind}`,
    type: 'batch.output',
    timeMs,
    data: { kind, grams: mass, scaleId: BENCH_SCALE, ...(lotId ? { lotId } : {}) },
  });
  const value = Math.round(product.qc.value * between(random, 0.88, 1.1) * 10) / 10;
  drafts.push(
    output('purge', at(0.28), batch.purgeGrams),
    {
      ...own,
      key: `${batch.id}/qc`,
      type: 'batch.qc',
      timeMs: at(0.975),
      data: {
        test: product.qc.test,
        standard: product.qc.standard,
        value,
        unit: product.qc.unit,
        pass: value >= product.qc.floor,
        sampleSize: 3,
        specimenAgeDays: 0,
        ...(batch.rejectedPieces > 0
          ? { rejectedPieces: batch.rejectedPieces, rejectedGrams: batch.rejectedGrams }
          : {}),
      },
    },
    output('residue', at(0.98), batch.residueGrams),
    // What QC rejected is shredded with the trimmings: the same grams, logged where they went.
    output('regrind', at(0.985), batch.regrindGrams, `${batch.id}-R`),
    {
      ...own,
      key: `${batch.id}/finish`,
      type: 'batch.finished',
      timeMs: batch.toMs,
      data: { goodPieces: batch.pieces - batch.rejectedPieces },
    },
  );
  return drafts;
}
