import type { Series } from '@bakeloop/contracts';
import { withGaps, type DrawnPoint } from '../series-shape.js';

/** One row of a chart: `m0`, `m1` … the means of its lines, `b0` … their bands; null where a line has a gap. */
export interface ChartRow {
  timeMs: number;
  [line: `m${number}`]: number | null;
  [line: `b${number}`]: [number, number] | null;
}

/**
 * Lines sampled at different instants over one time axis. Between two neighbours of a line its value is interpolated, so
 * that another line's rows do not cut it; over a gap it stays empty.
 */
export function mergeLines(lines: Pick<Series, 'bucketSeconds' | 'points'>[]): ChartRow[] {
  const drawn = lines.map(withGaps);
  const times = [...new Set(drawn.flatMap((points) => points.map(({ timeMs }) => timeMs)))].sort(
    (a, b) => a - b,
  );
  const rows: ChartRow[] = times.map((timeMs) => ({ timeMs }));
  drawn.forEach((points, line) => {
    let next = 0;
    for (const row of rows) {
      while (next < points.length && (points[next]?.timeMs ?? 0) < row.timeMs) next += 1;
      const point = between(points[next - 1], points[next], row.timeMs);
      row[`m${line}`] = point.mean;
      row[`b${line}`] = point.band;
    }
  });
  return rows;
}

const EMPTY = { mean: null, band: null };

function between(
  before: DrawnPoint | undefined,
  after: DrawnPoint | undefined,
  timeMs: number,
): Pick<DrawnPoint, 'mean' | 'band'> {
  if (after?.timeMs === timeMs) return after;
  if (!before || !after || before.mean === null || after.mean === null) return EMPTY;
  const share = (timeMs - before.timeMs) / (after.timeMs - before.timeMs);
  return { mean: before.mean + (after.mean - before.mean) * share, band: null };
}

/**
 * Values of a line that have none on either side: no stroke shows them, only a dot can. One that was read outside of the
 * time is none of it: the server adds the last before, so that a line begins at the edge.
 */
export function lonePoints(
  rows: readonly ChartRow[],
  line: number,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): { timeMs: number; value: number }[] {
  const valueAt = (index: number): number | null => {
    const value = rows[index]?.[`m${line}`];
    return typeof value === 'number' ? value : null;
  };
  return rows.flatMap(({ timeMs }, index) => {
    const value = valueAt(index);
    const isAlone = valueAt(index - 1) === null && valueAt(index + 1) === null;
    return value !== null && isAlone && timeMs >= fromMs && timeMs <= toMs ? [{ timeMs, value }] : [];
  });
}

/** Lowest and highest of what is drawn. */
export function extent(rows: ChartRow[], lines: number, banded: boolean): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    for (let line = 0; line < lines; line += 1) {
      const mean = row[`m${line}`];
      const band = banded ? row[`b${line}`] : null;
      if (typeof mean !== 'number') continue;
      low = Math.min(low, band?.[0] ?? mean);
      high = Math.max(high, band?.[1] ?? mean);
    }
  }
  return low <= high ? [low, high] : [0, 1];
}
