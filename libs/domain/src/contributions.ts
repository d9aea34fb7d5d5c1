import { batchStateOf, isBatchEvent, type BatchEvent, type BatchState } from './batch.js';
import { resolveEvents } from './correction.js';
import type { KitchenEvent } from './events.js';
import { dryGramsOf, reduceLots } from './lots.js';
import { kitchenDay } from './time.js';
import type { Contribution } from './totals.js';

/**
 * What one batch adds to its kitchen's totals, on the kitchen-local day of its finish or, before that, of its newest
 * event. What a running batch has not put out yet is in the machine, so it counts as unaccounted from the finish on;
 * so does its energy, since a batch that nobody finished would count its machine's meter on and on.
 * @param energyWh energy of the batch, null when no meter was read; rounded here
 * @param timeZone IANA name
 * @returns null when the batch has no event, as `reduceBatch` says it
 * @throws RangeError for an unknown zone, or an energy that is negative or not finite
 */
export function batchContribution(
  batch: BatchState | null,
  energyWh: number | null,
  timeZone: string,
): Contribution | null {
  if (batch === null) return null;
  if (energyWh !== null && !(Number.isFinite(energyWh) && energyWh >= 0))
    throw new RangeError(`batch ${batch.batchId}: energy is ${energyWh} Wh; pass null when it is not known`);
  const isFinished = batch.finishedAt !== null;
  const time = batch.finishedAt ?? batch.lastEventAt;
  const isMeasured = isFinished && energyWh !== null;
  return {
    subject: `batch:${batch.batchId}`,
    time,
    day: kitchenDay(time, timeZone),
    totals: {
      batchCount: 1,
      batchFinishedCount: isFinished ? 1 : 0,
      batchFlaggedCount: batch.flags.length > 0 ? 1 : 0,
      feedGrams: batch.feedGrams,
      goodGrams: batch.goodGrams,
      goodPieces: batch.goodPieces ?? 0,
      regrindGrams: batch.regrindGrams,
      purgeGrams: batch.purgeGrams,
      residueGrams: batch.residueGrams,
      unaccountedGrams: isFinished ? batch.unaccountedGrams : 0,
      recycledGrams: batch.recycledGrams ?? 0,
      energyWh: isMeasured ? Math.round(energyWh) : 0,
      goodGramsWithEnergy: isMeasured ? batch.goodGrams : 0,
    },
  };
}

/**
 * What one effective event adds by itself: a delivery or a processing step. Water driven off is never a reject, at
 * whatever step it is logged; other losses at sorting are rejects, the rest are process losses.
 * @returns null for any other event
 * @throws RangeError for an unknown zone
 */
export function eventContribution(event: KitchenEvent, timeZone: string): Contribution | null {
  if (event.type === 'intake.recorded') {
    const netGrams = event.data.grossGrams - event.data.tareGrams;
    const dryGrams = dryGramsOf(netGrams, event.data.moisturePermille);
    return {
      subject: `intake:${event.id}`,
      time: event.time,
      day: kitchenDay(event.time, timeZone),
      totals: {
        intakeCount: 1,
        intakeGrossGrams: event.data.grossGrams,
        intakeNetGrams: netGrams,
        intakeDryGrams: dryGrams === null ? 0 : Math.round(dryGrams),
        intakeWithoutMoistureCount: dryGrams === null ? 1 : 0,
      },
    };
  }
  if (event.type === 'lot.processed') {
    let rejectedGrams = 0;
    let processLossGrams = 0;
    for (const { reason, grams } of event.data.losses) {
      if (event.data.step === 'sort' && reason !== 'moisture') rejectedGrams += grams;
      else processLossGrams += grams;
    }
    return {
      subject: `process:${event.id}`,
      time: event.time,
      day: kitchenDay(event.time, timeZone),
      totals: { rejectedGrams, processLossGrams },
    };
  }
  return null;
}

/**
 * Full recomputation of one kitchen: what an incremental projection of the same events must equal, sorted by subject.
 * @throws RangeError as `batchContribution` and `eventContribution`
 */
export function contributions(
  events: readonly KitchenEvent[],
  options: { timeZone: string; energyWh: (batchId: string) => number | null },
): Contribution[] {
  const { effective } = resolveEvents(events);
  const lots = reduceLots(effective);
  const batches = new Map<string, BatchEvent[]>();
  const found: Contribution[] = [];
  for (const event of effective) {
    const own = eventContribution(event, options.timeZone);
    if (own !== null) found.push(own);
    if (!isBatchEvent(event) || event.batchId === undefined) continue;
    const known = batches.get(event.batchId);
    if (known === undefined) batches.set(event.batchId, [event]);
    else known.push(event);
  }
  for (const [batchId, own] of batches) {
    const state = batchStateOf(batchId, own, lots);
    const contribution = batchContribution(state, options.energyWh(batchId), options.timeZone);
    if (contribution !== null) found.push(contribution);
  }
  return found.sort((left, right) => (left.subject < right.subject ? -1 : 1));
}
