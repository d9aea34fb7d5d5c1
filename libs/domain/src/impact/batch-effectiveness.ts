import type { BatchState } from '../batch/batch.js';
import type { AmountsBuilder } from '../amounts/amounts.js';
import type { Machine } from '../kitchen/context.js';
import { instantMs } from '../log/time.js';
import { coveredMs } from './oee.js';

const MS_PER_HOUR = 3_600_000;

/**
 * The machine whose effectiveness a batch tells, and under which it counts: of those with a declared ideal rate the one
 * with the longest stages, the newest of several as long; where none has a rate, the one it was last on.
 */
export function machineOf(state: BatchState, machines: readonly Machine[]): string | null {
  const isRated = (machineId: string): boolean =>
    machines.some(({ id, idealKgPerHour }) => id === machineId && idealKgPerHour !== null);
  let longest: { id: string; ms: number } | null = null;
  for (const id of state.machines) {
    if (!isRated(id)) continue;
    const ms = coveredMs(spansOf(state, (machine) => machine === id));
    if (longest === null || ms >= longest.ms) longest = { id, ms };
  }
  return longest?.id ?? state.machine;
}

/** Stages with a start on the machines asked for; one that nobody ended lasts until the batch is finished. */
function spansOf(
  { stages, finishedAt, lastEventAt }: BatchState,
  isOf: (machine: string | null) => boolean,
): { fromMs: number; toMs: number }[] {
  return stages.flatMap(({ startedAt, endedAt, machine }) =>
    startedAt === null || !isOf(machine)
      ? []
      : [{ fromMs: instantMs(startedAt), toMs: instantMs(endedAt ?? finishedAt ?? lastEventAt) }],
  );
}

/**
 * Adds what overall equipment effectiveness is computed from, for a finished batch. Its planned time is the planned
 * minutes, or the time from start to finish where that is longer; it ran while at least one of its stages did, on its
 * machine (see `machineOf`) or on none that was named, or all the time where no such stage was logged. All that left the mould counts as made, only the first pass as good.
 */
export function addEffectiveness(
  into: AmountsBuilder,
  state: BatchState,
  machines: readonly Machine[],
): string[] {
  const { startedAt, finishedAt } = state;
  const machineId = machineOf(state, machines);
  if (startedAt === null || finishedAt === null || machineId === null)
    return ['effectiveness is not known: the start of the batch is not logged'];
  const idealKgPerHour = machines.find(({ id }) => id === machineId)?.idealKgPerHour ?? null;
  if (idealKgPerHour === null)
    return [
      `effectiveness is not known: machine ${machineId} has no ideal rate, declare idealKgPerHour in the birth certificate`,
    ];
  const fromMs = instantMs(startedAt);
  const toMs = instantMs(finishedAt);
  const wholeMs = Math.max(0, toMs - fromMs);
  const spans = spansOf(state, (machine) => machine === null || machine === machineId);
  const runMs = spans.length === 0 ? wholeMs : coveredMs(spans);
  into
    .add('plannedMs', Math.max((state.plannedMinutes ?? 0) * 60_000, wholeMs))
    .add('runMs', runMs)
    .add('idealGrams', (idealKgPerHour * 1000 * runMs) / MS_PER_HOUR)
    .add('oeeTotalGrams', state.goodGrams + state.rejectedGrams + state.regrindGrams + state.residueGrams)
    .add('oeeGoodGrams', state.goodGrams);
  return [];
}
