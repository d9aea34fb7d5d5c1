/**
 * Buckets with late readings as stretches of time: neighbours are one.
 * @param starts of the buckets, ms, in order
 */
export function lateStretches(
  starts: readonly number[],
  bucketMs: number,
): { fromMs: number; toMs: number }[] {
  const stretches: { fromMs: number; toMs: number }[] = [];
  for (const fromMs of starts) {
    const last = stretches.at(-1);
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, fromMs + bucketMs);
    else stretches.push({ fromMs, toMs: fromMs + bucketMs });
  }
  return stretches;
}
