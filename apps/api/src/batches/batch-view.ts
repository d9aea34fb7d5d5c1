import type { BatchDetail, BatchSummary, StoredEvent } from '@bakeloop/contracts';
import type { BatchDetailRow, BatchRow, EventRow } from '@bakeloop/db';
import {
  METRICS,
  neverFinished,
  resolveEvents,
  type Amounts,
  type Gap,
  type KitchenEvent,
  type StageSpan,
} from '@bakeloop/domain';
import { redacted } from '../events/redacted.js';
import { batchMetricOf, ofBatches } from '../metrics/metric-view.js';

/** An event that arrives later than this after it happened is shown as late, ms. */
export const LATE_MS = 60 * 60_000;

export function summaryOf(row: BatchRow): BatchSummary {
  const { state, kitchenNewestEventAt } = row;
  const forgotten = kitchenNewestEventAt && neverFinished(state, kitchenNewestEventAt.toISOString());
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
    flags: forgotten ? [...state.flags, forgotten] : state.flags,
  };
}

/** @param contribution what the batch adds to the totals; null: nothing yet */
export function detailOf(
  row: BatchDetailRow,
  events: readonly EventRow[],
  stages: readonly StageSpan[],
  contribution: { amounts: Amounts; gaps: readonly Gap[] } | null,
): BatchDetail {
  const { amounts, gaps } = contribution ?? { amounts: {}, gaps: [] };
  return {
    ...summaryOf(row),
    stages: stages.map(({ stage, machine, startedAt, endedAt }) => ({
      stage,
      machine,
      startedAt,
      endedAt,
    })),
    balance: row.state.balance,
    metrics: METRICS.filter(ofBatches).map((metric) => batchMetricOf(metric, amounts, gaps)),
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
      data: redacted({ ...event.data }),
    };
  });
}
