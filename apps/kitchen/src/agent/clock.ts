/**
 * The time of the simulated kitchen. At `speed` 1 it is the time. Faster, it begins in the past and catches up with the
 * present, then goes on at 1: readings from the future would be refused (S5).
 */
export function simulatedClock(o: { startMs: number; speed: number; nowMs: () => number }): () => number {
  const beganMs = o.nowMs();
  return () => {
    const nowMs = o.nowMs();
    return Math.min(nowMs, o.startMs + (nowMs - beganMs) * o.speed);
  };
}
