import type { ScheduledBatch } from '@bakeloop/contracts';

/** Batches and their stages as lanes of machines. Pure. */

export interface GanttBar {
  key: string;
  batchId: string;
  /** Null: the whole batch, from start to finish. */
  stage: string | null;
  fromMs: number;
  toMs: number;
  /** It goes on, or nobody logged its end. */
  isOpen: boolean;
}
export interface GanttLane {
  machine: string;
  /** Bars that overlap stand in rows of their own. */
  rows: GanttBar[][];
}

/** A batch that nobody ended is drawn for so long, ms: as much as its energy counts. */
const LONGEST_OPEN_MS = 2 * 86_400_000;
const NO_MACHINE = '';

/**
 * Lanes by machine; a batch stands in the lane of its machine, and stages on other machines in theirs.
 * @param nowMs where what goes on ends for now
 */
export function ganttLanes(batches: readonly ScheduledBatch[], nowMs: number): GanttLane[] {
  const lanes = new Map<string, GanttBar[]>();
  const put = (machine: string, bar: GanttBar): void => {
    const bars = lanes.get(machine);
    if (bars) bars.push(bar);
    else lanes.set(machine, [bar]);
  };
  for (const batch of batches) {
    const home = batch.machine ?? NO_MACHINE;
    const span = spanOf(batch, nowMs);
    if (span) put(home, { key: batch.batchId, batchId: batch.batchId, stage: null, ...span });
    for (const [index, { stage, machine, startedAt, endedAt }] of batch.stages.entries()) {
      const lane = machine ?? home;
      // Within the bar of its own batch it is drawn as a part of that.
      if (lane === home || startedAt === null) continue;
      const fromMs = Date.parse(startedAt);
      const goesOn = endedAt === null && batch.status === 'running';
      put(lane, {
        key: `${batch.batchId} ${String(index)}`,
        batchId: batch.batchId,
        stage,
        fromMs,
        toMs: endedAt !== null ? Date.parse(endedAt) : goesOn ? Math.max(fromMs, nowMs) : fromMs,
        isOpen: endedAt === null,
      });
    }
  }
  return [...lanes]
    .sort(([left], [right]) =>
      left === NO_MACHINE ? 1 : right === NO_MACHINE ? -1 : left.localeCompare(right),
    )
    .map(([machine, bars]) => ({ machine, rows: stacked(bars) }));
}

function spanOf(batch: ScheduledBatch, nowMs: number): Pick<GanttBar, 'fromMs' | 'toMs' | 'isOpen'> | null {
  const starts = [batch.startedAt, ...batch.stages.map(({ startedAt }) => startedAt)];
  const known = starts.filter((start) => start !== null).map(Date.parse);
  if (known.length === 0) return null;
  const fromMs = Math.min(...known);
  if (batch.finishedAt !== null)
    return { fromMs, toMs: Math.max(fromMs, Date.parse(batch.finishedAt)), isOpen: false };
  return { fromMs, toMs: Math.max(fromMs, Math.min(nowMs, fromMs + LONGEST_OPEN_MS)), isOpen: true };
}

function stacked(bars: GanttBar[]): GanttBar[][] {
  const rows: GanttBar[][] = [];
  for (const bar of bars.toSorted((left, right) => left.fromMs - right.fromMs || right.toMs - left.toMs)) {
    const row = rows.find((each) => (each.at(-1)?.toMs ?? 0) <= bar.fromMs);
    if (row) row.push(bar);
    else rows.push([bar]);
  }
  return rows;
}
