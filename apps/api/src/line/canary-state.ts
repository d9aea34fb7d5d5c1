import type { CanaryView } from '@bakeloop/contracts';

/**
 * Late is a newest canary pack that is older than it may be. Whoever started a moment ago has not had the time to send
 * one: until then it waits.
 * @param sentMs null when there is none
 */
export function canaryState(
  sentMs: number | null,
  { nowMs, startedMs, lateAfterSeconds }: { nowMs: number; startedMs: number; lateAfterSeconds: number },
): CanaryView['state'] {
  const isOld = (sinceMs: number): boolean => nowMs - sinceMs > lateAfterSeconds * 1_000;
  if (sentMs !== null && !isOld(sentMs)) return 'fresh';
  return isOld(startedMs) ? 'late' : 'waiting';
}
