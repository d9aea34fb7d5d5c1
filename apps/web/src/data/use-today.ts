import { dayAt, useNow } from '@bakeloop/ui';
import { scopeParts } from './addresses.js';
import { useKitchenNames } from './use-names.js';

const MINUTE_MS = 60_000;

/** The latest day that it is in any of these time zones, `YYYY-MM-DD`; by UTC where there is none. */
export function latestDay(zones: readonly string[], atMs: number): string {
  const days = (zones.length > 0 ? zones : ['UTC']).map((zone) => dayAt(atMs, zone));
  return days.sort().at(-1) ?? '';
}

/**
 * The day it is, `YYYY-MM-DD`, where the kitchen of a scope is; for more than one kitchen where it is latest, so that what
 * any of them logs today is in it. Another after midnight.
 */
export function useToday(scope: string): string {
  const parts = scopeParts(scope);
  const kitchenId = parts !== null && 'kitchenId' in parts ? parts.kitchenId : undefined;
  const zones = useKitchenNames().flatMap(({ id, timeZone }) =>
    kitchenId === undefined || id === kitchenId ? [timeZone] : [],
  );
  return latestDay([...new Set(zones)], Math.floor(useNow() / MINUTE_MS) * MINUTE_MS);
}
