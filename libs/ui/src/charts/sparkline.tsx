/** A line without axes, as wide as its place. Decoration beside a number that says the same: hidden from readers. */
export function Sparkline({
  points,
  heightPx = 32,
}: {
  points: { timeMs: number; mean: number | null }[];
  heightPx?: number;
}) {
  const known = points.flatMap(({ mean }) => (mean === null ? [] : [mean]));
  const first = points[0];
  const last = points.at(-1);
  if (known.length < 2 || !first || !last || last.timeMs === first.timeMs)
    return <div style={{ height: heightPx }} />;
  const low = Math.min(...known);
  const spread = Math.max(...known) - low || 1;
  let path = '';
  let pen = 'M';
  for (const { timeMs, mean } of points) {
    if (mean === null) {
      pen = 'M';
      continue;
    }
    const x = ((timeMs - first.timeMs) / (last.timeMs - first.timeMs)) * 100;
    const y = heightPx - 2 - ((mean - low) / spread) * (heightPx - 4);
    path += `${pen}${x.toFixed(2)},${y.toFixed(2)}`;
    pen = 'L';
  }
  return (
    <svg
      className="bl-sparkline"
      viewBox={`0 0 100 ${String(heightPx)}`}
      preserveAspectRatio="none"
      height={heightPx}
      aria-hidden
    >
      <path
        d={path}
        fill="none"
        stroke="var(--bl-series-1)"
        strokeWidth="1.75"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
