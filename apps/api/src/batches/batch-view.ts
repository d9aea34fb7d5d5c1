import type { BatchDetail, BatchSummary, StoredEvent } from '@bakeloop/contracts';
import type { BatchRow, EventRow } from '@bakeloop/db';
import { batchMetrics, resolveEvents, type KitchenEvent } from '@bakeloop/domain';

/** An event that arrives later than this after it happened is shown as late, ms. */
const LATE_MS = 60 * 60_000;

export function summaryOf(row: BatchRow): BatchSummary {
  const { state } = row;
  return {
    kitchenId: row.kitchenId,
    batchId: row.batchId,
    status: row.status,
    stage: state.stage,
    machine: state.machine,
    recipeId: state.recipeId,
    recipeVersion: state.recipeVersion,
    productCode: state.productCode,
    plannedMinutes: state.plannedMinutes,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    feedGrams: state.feedGrams,
    goodGrams: state.goodGrams,
    goodPieces: state.goodPieces,
    recycledGrams: state.recycledGrams,
    // Before the finish what is not out yet is still in the machine, not unaccounted for.
    closure: row.status === 'finished' ? state.balance.closure : null,
    flags: state.flags,
  };
}

export function detailOf(row: BatchRow, events: readonly EventRow[]): BatchDetail {
  const energy =
    row.energyWh === null
      ? { reason: row.energyReason ?? 'the energy of the batch is not derived yet' }
      : { wattHours: row.energyWh };
  return {
    ...summaryOf(row),
    balance: row.state.balance,
    metrics: batchMetrics(row.state, energy),
    events: storedEvents(events),
  };
}

/** Events as the contract shows them, corrected and voided ones included. */
export function storedEvents(rows: readonly EventRow[]): StoredEvent[] {
  // Only events that passed the contract's schema are ever stored.
  const { struckBy } = resolveEvents(rows.map(({ body }) => body as unknown as KitchenEvent));
  return rows.map((row) => {
    const event = row.body as unknown as KitchenEvent;
    return {
      id: row.id,
      type: row.type,
      time: event.time,
      receivedAt: row.receivedAt.toISOString(),
      source: row.source,
      actor: event.actor ?? null,
      batchId: row.batchId,
      supersedes: row.supersedes,
      reason: event.reason ?? null,
      struckBy: struckBy.get(row.id) ?? null,
      late: row.receivedAt.getTime() - Date.parse(event.time) > LATE_MS,
      data: { ...event.data },
    };
  });
}
