import { dayAt, useNow } from '@bakeloop/ui';
import { scopeParts } from './addresses.js';
import { useKitchenNames } from './use-names.js';

const MINUTE_MS = 60_000;

/** The day it is, `YYYY-MM-DD`, where the kitchen of a scope is, and by UTC for more than one: another after midnight. */
export function useToday(scope: string): string {
  const parts = scopeParts(scope);
  const kitchenId = parts !== null && 'kitchenId' in parts ? parts.kitchenId : undefined;
  const zone = useKitchenNames().find(({ id }) => id === kitchenId)?.timeZone ?? 'UTC';
  return dayAt(Math.floor(useNow() / MINUTE_MS) * MINUTE_MS, zone);
}
