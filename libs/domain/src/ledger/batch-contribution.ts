import { closureError, type BatchState } from '../batch/batch.js';
import { gramsAfterQc } from '../batch/mass-balance.js';
import { recycledGramsOf, unprovenFeedGramsOf, unprovenGramsOf } from '../batch/recycled.js';
import { machineOf } from '../impact/batch-effectiveness.js';
import { addImpact } from '../impact/batch-impact.js';
import { kitchenDay } from '../log/time.js';
import { weighingError } from '../measure/scales.js';
import { AmountsBuilder } from '../amounts/amounts.js';
import { sortedGaps, type Gap } from '../amounts/gaps.js';
import type { BatchMeters, KitchenContext } from '../kitchen/context.js';
import type { Contribution } from './contribution.js';
import { placeAt } from '../kitchen/places.js';

/** Dimension of what nobody named: a product without a code, a dispatch without a project. */
export const UNNAMED = 'not said';

/**
 * What one batch adds to its kitchen's totals, on the day of its finish or, before that, of its newest event, where the
 * kitchen then was. What a running batch has not put out yet is in the machine, so it counts as unaccounted from the
 * finish on; so does its energy, since a batch that nobody finished would count its machine's meter on and on.
 * @param meters null when nothing was metered
 * @returns null when the batch has no event, as `reduceBatch` says it
 * @throws RangeError for a place with an unknown zone
 */
export function batchContribution(
  batch: BatchState | null,
  meters: BatchMeters | null,
  context: KitchenContext,
): Contribution | null {
  if (batch === null) return null;
  const into = new AmountsBuilder();
  addMasses(into, batch, context);
  addFeed(into, batch);
  const gaps: Gap[] = [];
  if (batch.finishedAt !== null) {
    addTraced(into, batch);
    gaps.push(...addEnergyAndWater(into, batch, meters));
  }
  gaps.push(...addImpact(into, batch, meters, context));
  const products = productsOf(batch);
  if (products.size > 1)
    gaps.push({ about: 'product', message: "a batch of several products is in no product's figures" });
  const time = batch.finishedAt ?? batch.lastEventAt;
  return {
    subject: `batch:${batch.batchId}`,
    time,
    day: kitchenDay(time, placeAt(context.places, time).timeZone),
    productCode: products.size > 1 ? null : batch.productCode,
    machine: machineOf(batch, context.machines),
    amounts: into.build(),
    gaps: sortedGaps([...gaps, ...into.gaps()]),
  };
}

function addMasses(into: AmountsBuilder, batch: BatchState, context: KitchenContext): void {
  into
    .add('eventCount', batch.eventCount)
    .add('batchCount', 1)
    .add('batchFlaggedCount', batch.flags.length > 0 ? 1 : 0)
    .add('goodPieces', batch.goodPieces ?? 0)
    .add('regrindGrams', batch.regrindGrams)
    .add('purgeGrams', batch.purgeGrams)
    .add('residueGrams', batch.residueGrams)
    .add('qcRejectedGrams', batch.rejectedGrams);
  for (const [product, grams] of goodByProduct(batch)) into.add('goodGrams', grams, product);
  for (const { kind, lotId, grams } of batch.outputs)
    if (lotId !== undefined) into.add('stockGrams', grams, 'made');
    else if (kind === 'purge' || kind === 'residue') into.add('wasteGrams', grams, UNNAMED);

  const good = batch.outputs.filter(({ kind }) => kind === 'product' || kind === 'granulate');
  const beforeQcGrams = good.reduce((total, { grams }) => total + grams, 0);
  // What QC took away is a share of the same weighings.
  const share = beforeQcGrams === 0 ? 0 : batch.goodGrams / beforeQcGrams;
  const weighed = good.map(({ grams, scaleId, time }) => ({
    grams: grams * share,
    scaleId,
    time,
    sign: 1 as const,
  }));
  const goodError = weighingError(weighed, context.calibrations);
  into.add('goodVarianceG2', goodError.varianceG2).add('goodScaleErrorMg', goodError.scaleGrams * 1000);

  if (batch.finishedAt === null) return;
  const error = closureError(batch, context);
  into
    .add('batchFinishedCount', 1)
    .add('unaccountedGrams', batch.unaccountedGrams)
    .add('finishedFeedGrams', batch.feedGrams)
    .add('finishedGoodGrams', batch.goodGrams)
    .add('closureVarianceG2', error.varianceG2)
    .add('closureScaleErrorMg', error.scaleGrams * 1000);
}

function addFeed(into: AmountsBuilder, batch: BatchState): void {
  for (const { material, lotId, grams } of batch.inputs) {
    into.add('feedGrams', grams, material);
    if (material === 'fibre') into.add('renewableFeedGrams', grams);
    if (lotId === undefined) into.add('boughtGrams', grams, material);
    else into.add('stockGrams', -grams, 'fed');
  }
  into
    .add('postConsumerMg', batch.feedstock.postConsumerGrams * 1000)
    .add('preConsumerMg', batch.feedstock.preConsumerGrams * 1000)
    .add('plasticFeedGrams', batch.feedstock.plasticGrams)
    .add('recycledFeedUnprovenMg', unprovenFeedGramsOf(batch) * 1000)
    .add('recycledMg', (recycledGramsOf(batch) ?? 0) * 1000)
    .add('recycledUnprovenMg', (unprovenGramsOf(batch) ?? 0) * 1000);
}

/** Only batches whose recycled flake all leads back to deliveries of known moisture can say what became of deliveries. */
function addTraced(into: AmountsBuilder, batch: BatchState): void {
  const { traced, dryGrams, losses } = batch.provenance;
  if (!traced || dryGrams === null || dryGrams <= 0) return;
  let rejectedGrams = 0;
  for (const { step, reason, grams } of losses)
    if (step === 'sort' && reason !== 'moisture') rejectedGrams += grams;
  into
    .add('tracedBatchCount', 1)
    .add('tracedDryMg', dryGrams * 1000)
    .add('tracedRejectedMg', rejectedGrams * 1000)
    .add('tracedRecycledMg', (recycledGramsOf(batch) ?? 0) * 1000);
}

/** @returns why the energy or the water is not known */
function addEnergyAndWater(into: AmountsBuilder, batch: BatchState, meters: BatchMeters | null): Gap[] {
  const gaps: Gap[] = [];
  const unknown = (about: 'energy' | 'water', why: string): unknown =>
    gaps.push({ about, message: `the ${about} of the batch is not known: ${why}` });
  if (meters === null) unknown('energy', 'it has no meter');
  else if ('reason' in meters) unknown('energy', meters.reason);
  else {
    const { grid, pv, diesel } = meters.energyWh;
    into.addTogether(
      new AmountsBuilder()
        .add('energyWh', grid, 'grid')
        .add('energyWh', pv, 'pv')
        .add('energyWh', diesel, 'diesel')
        .add('dieselMl', meters.dieselMl ?? 0)
        .add('goodGramsWithEnergy', batch.goodGrams)
        .add('batchWithEnergyCount', 1),
    );
  }
  const { traced, litresFresh } = batch.provenance;
  if (!traced) unknown('water', 'some recycled flake is not traced to a delivery');
  else if (litresFresh === null) unknown('water', 'a washing step behind it does not say its litres');
  else
    into.addTogether(
      new AmountsBuilder()
        .add('batchWaterFreshMl', litresFresh * 1000)
        .add('goodGramsWithWater', batch.goodGrams),
    );
  return gaps;
}

/** The products that its start and its outputs name. */
function productsOf({ productCode, outputs }: BatchState): Set<string> {
  const products = new Set(productCode === null ? [] : [productCode]);
  for (const output of outputs) if (output.productCode !== undefined) products.add(output.productCode);
  return products;
}

/** Good mass by product; it sums to the good mass of the batch. */
function goodByProduct(batch: BatchState): [product: string, grams: number][] {
  const left = gramsAfterQc(batch.outputs, batch.goodGrams);
  return batch.outputs.flatMap(({ kind, productCode }, index) => {
    if (kind !== 'product' && kind !== 'granulate') return [];
    const product = productCode ?? (kind === 'granulate' ? kind : (batch.productCode ?? UNNAMED));
    return [[product, left[index] ?? 0]];
  });
}
