import { resolveEvents, type KitchenEvent } from '@bakeloop/domain';

/**
 * Upkeep that a kitchen logs, with how long it lasts. Carbon filter monthly and mask cartridge after 50 h: Precious
 * Plastic academy, safety; the others are our proposals.
 */
export const TASKS = {
  'carbon-filter': { days: 30, hours: null },
  'mask-cartridge': { days: null, hours: 50 },
  blades: { days: 30, hours: null },
  grease: { days: 7, hours: null },
  cleaning: { days: 1, hours: null },
  repair: { days: null, hours: null },
  other: { days: null, hours: null },
} as const;
export type Task = keyof typeof TASKS;
export const TASK_NAMES = Object.keys(TASKS) as Task[];

/** When a machine ran, ms since the epoch. */
export interface Run {
  fromMs: number;
  toMs: number;
}

export interface Counter {
  /** Since it was last done; null: not known to have ever been. */
  lastMs: number | null;
  /** Hours of running since then. */
  ranHours: number;
  due: boolean;
}

/**
 * How much a thing was used since it was last renewed, as far as this phone knows.
 * @param runs of all batches known
 */
export function counterOf(
  task: Task,
  events: readonly KitchenEvent[],
  runs: readonly Run[],
  nowMs: number,
): Counter {
  let lastMs: number | null = null;
  for (const { type, data, time } of resolveEvents(events).effective) {
    if (type === 'maintenance.recorded' && data.task === task)
      lastMs = Math.max(lastMs ?? 0, Date.parse(time));
  }
  const sinceMs = lastMs ?? 0;
  const ranMs = runs.reduce(
    (total, { fromMs, toMs }) => total + Math.max(0, Math.min(toMs, nowMs) - Math.max(fromMs, sinceMs)),
    0,
  );
  const { days, hours } = TASKS[task];
  const ranHours = ranMs / 3_600_000;
  const due =
    (hours !== null && ranHours >= hours) ||
    (days !== null && lastMs !== null && nowMs - lastMs >= days * 86_400_000);
  return { lastMs, ranHours, due };
}
