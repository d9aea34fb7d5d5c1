import {
  eventsOfBatch,
  measureBatchEnergy,
  readBatchState,
  replaceContributions,
  saveBatch,
  saveBatchEnergy,
  timeZoneOf,
  touchedBy,
  type Sql,
} from '@bakeloop/db';
import {
  batchContribution,
  eventContribution,
  reduceBatch,
  resolveEvents,
  type BatchState,
  type Contribution,
} from '@bakeloop/domain';

/**
 * Re-derives what new events of a kitchen touch: batches (also downstream of their lots), and the totals by difference.
 * Runs in the transaction of the events; the caller holds the kitchen's lock, so no other writer sees half of it.
 * @returns ids of the batches that may have changed
 */
export async function projectEvents(
  sql: Sql,
  kitchenId: string,
  eventIds: readonly string[],
): Promise<string[]> {
  const timeZone = await timeZoneOf(sql, kitchenId);
  const touched = await touchedBy(sql, kitchenId, eventIds);

  const subjects = touched.events.flatMap((event) => [`intake:${event.id}`, `process:${event.id}`]);
  const contributions: Contribution[] = resolveEvents(touched.events)
    .effective.map((event) => eventContribution(event, timeZone))
    .filter((contribution) => contribution !== null);

  for (const batchId of touched.batchIds) {
    subjects.push(`batch:${batchId}`);
    const state = reduceBatch(batchId, await eventsOfBatch(sql, kitchenId, batchId));
    await saveBatch(sql, kitchenId, batchId, state);
    if (state === null) continue;
    const contribution = await contributionWithEnergy(sql, kitchenId, state, timeZone);
    if (contribution) contributions.push(contribution);
  }
  await replaceContributions(sql, kitchenId, subjects, contributions);
  return touched.batchIds;
}

/** Derives the energy of a batch again, after readings of its meters arrived. The caller holds the kitchen's lock. */
export async function projectEnergy(sql: Sql, kitchenId: string, batchId: string): Promise<void> {
  const state = await readBatchState(sql, kitchenId, batchId);
  if (state === null) return;
  const contribution = await contributionWithEnergy(sql, kitchenId, state, await timeZoneOf(sql, kitchenId));
  await replaceContributions(sql, kitchenId, [`batch:${batchId}`], contribution ? [contribution] : []);
}

async function contributionWithEnergy(
  sql: Sql,
  kitchenId: string,
  state: BatchState,
  timeZone: string,
): Promise<Contribution | null> {
  const energy = await measureBatchEnergy(sql, kitchenId, state);
  await saveBatchEnergy(sql, kitchenId, state.batchId, energy);
  return batchContribution(state, 'wattHours' in energy ? energy.wattHours : null, timeZone);
}
