/**
 * Exponential back-off with full jitter: anything from 0 to the doubled ceiling, so that a fleet that lost its broker
 * at one instant does not come back at one instant.
 *
 * @param attempt failures so far, from 0
 * @param random gives [0, 1)
 * @returns the wait before the next attempt, ms
 */
export function backoffMs(
  attempt: number,
  limits: { baseMs: number; maxMs: number },
  random: () => number,
): number {
  // 2^30 is past any sensible maximum; without the cap the power overflows to Infinity after a long outage.
  const ceilingMs = Math.min(limits.maxMs, limits.baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(random() * ceilingMs);
}
