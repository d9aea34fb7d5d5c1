import type { ChangeNotice } from '@bakeloop/contracts';

type Readings = ChangeNotice['readings'];

/** New current values by kitchen, in order of arrival. */
export type ReadingChanges = ReadonlyMap<string, Readings>;
/** What is to be read again of a kitchen. */
export interface RowChange {
  batchIds: ReadonlySet<string>;
  channels: boolean;
}
export type RowChanges = ReadonlyMap<string, RowChange>;

/** Readings of one kitchen in one delta; beyond it only the newest of each channel go out. */
const MAX_READINGS = 1_000;

export function mergeReadings(before: ReadingChanges, added: ReadingChanges): ReadingChanges {
  const merged = new Map(before);
  for (const [kitchenId, readings] of added)
    merged.set(kitchenId, bounded([...(merged.get(kitchenId) ?? []), ...readings]));
  return merged;
}

export function mergeRows(before: RowChanges, added: RowChanges): RowChanges {
  const merged = new Map(before);
  for (const [kitchenId, change] of added) {
    const known = merged.get(kitchenId);
    merged.set(kitchenId, {
      batchIds: new Set([...(known?.batchIds ?? []), ...change.batchIds]),
      channels: change.channels || (known?.channels ?? false),
    });
  }
  return merged;
}

function bounded(readings: Readings): Readings {
  if (readings.length <= MAX_READINGS) return readings;
  const newest = new Map<string, Readings[number]>();
  for (const reading of readings) {
    const known = newest.get(reading.channel);
    if (!known || known.timeMs <= reading.timeMs) newest.set(reading.channel, reading);
  }
  return [...newest.values()];
}
