/** Time covered by at least one of the spans, ms; spans that end before they start cover none. */
export function coveredMs(spans: readonly { fromMs: number; toMs: number }[]): number {
  let covered = 0;
  let end = -Infinity;
  for (const { fromMs, toMs } of [...spans].sort((left, right) => left.fromMs - right.fromMs)) {
    covered += Math.max(0, toMs - Math.max(fromMs, end));
    end = Math.max(end, toMs);
  }
  return covered;
}
