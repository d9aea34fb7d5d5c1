import type { Resolution, Series } from '@bakeloop/contracts';

/** Shaping of series for charts: gaps, live readings, consumption of counters. Pure. */

export type SeriesPoint = Series['points'][number];

/** A point as drawn: null where nothing is known. */
export interface DrawnPoint {
  timeMs: number;
  mean: number | null;
  band: [number, number] | null;
}

/** Longer than this times the usual distance of readings is a gap. */
const GAP_FACTOR = 2.5;

/** The usual distance of two points, ms: the bucket's, or the median of raw readings. */
function usualStepMs(series: Pick<Series, 'bucketSeconds' | 'points'>): number {
  if (series.bucketSeconds !== null) return series.bucketSeconds * 1_000;
  const steps = series.points
    .slice(1)
    .map((point, index) => point.timeMs - (series.points[index]?.timeMs ?? 0))
    .sort((left, right) => left - right);
  return Math.max(1_000, steps[Math.floor(steps.length / 2)] ?? 60_000);
}

/** Points with an empty one in every gap, so that no line is drawn over what was not measured. */
export function withGaps(series: Pick<Series, 'bucketSeconds' | 'points'>): DrawnPoint[] {
  const longestMs = usualStepMs(series) * GAP_FACTOR;
  const drawn: DrawnPoint[] = [];
  let before: number | null = null;
  for (const { timeMs, mean, min, max } of series.points) {
    if (before !== null && timeMs - before > longestMs) {
      drawn.push({ timeMs: before + Math.round((timeMs - before) / 2), mean: null, band: null });
    }
    drawn.push({ timeMs, mean, band: [min, max] });
    before = timeMs;
  }
  return drawn;
}

/** Points that an open series keeps at most, whatever comes: more than any screen has pixels. */
export const MOST_POINTS = 4_000;

/**
 * Folds live readings into an open series that rolls: what they add comes in, and what is now older than its span goes
 * out. So a page that is open for a week holds as much as one that was just opened.
 */
export function foldReadings(series: Series, readings: readonly { timeMs: number; value: number }[]): Series {
  const spanMs = Date.parse(series.to) - Date.parse(series.from);
  const grown = readings.reduce(foldReading, series);
  if (grown === series) return series;
  const fromMs = Date.parse(grown.to) - spanMs;
  // The newest one before it stays: the line comes in from the left edge.
  const first = grown.points.findIndex(({ timeMs }) => timeMs >= fromMs);
  const old = first < 0 ? grown.points.length - 1 : first - 1;
  const gone = Math.max(0, old, grown.points.length - MOST_POINTS);
  return {
    ...grown,
    from: new Date(fromMs).toISOString(),
    points: gone > 0 ? grown.points.slice(gone) : grown.points,
    late: grown.late && grown.late.filter((stretch) => stretch.toMs >= fromMs),
  };
}

/**
 * Folds a live reading into an open series: into its last bucket, or as a new one. What the series covers already
 * (up to `to`) is left alone, so a reading is never counted twice.
 */
export function foldReading(series: Series, reading: { timeMs: number; value: number }): Series {
  const toMs = Date.parse(series.to);
  if (reading.timeMs <= toMs) return series;
  const to = new Date(reading.timeMs).toISOString();
  const { value } = reading;
  const alone = (timeMs: number): SeriesPoint => ({ timeMs, mean: value, min: value, max: value, count: 1 });
  if (series.bucketSeconds === null)
    return { ...series, to, points: [...series.points, alone(reading.timeMs)] };

  const last = series.points.at(-1);
  const bucketMs = series.bucketSeconds * 1_000;
  if (!last || reading.timeMs >= last.timeMs + bucketMs) {
    // Buckets keep the server's grid, which need not start at the epoch.
    const start = last
      ? last.timeMs + Math.floor((reading.timeMs - last.timeMs) / bucketMs) * bucketMs
      : Math.floor(reading.timeMs / bucketMs) * bucketMs;
    return { ...series, to, points: [...series.points, alone(start)] };
  }
  const count = last.count + 1;
  const merged = {
    timeMs: last.timeMs,
    mean: last.mean + (value - last.mean) / count,
    min: Math.min(last.min, value),
    max: Math.max(last.max, value),
    count,
  };
  return { ...series, to, points: [...series.points.slice(0, -1), merged] };
}

export interface Bin {
  fromMs: number;
  toMs: number;
  /** Null where nothing was read: unknown, not zero. */
  value: number | null;
}

/**
 * S8: what a counter counted, per bin: the sum of its non-negative steps; a reset or roll-over adds nothing. A step over a
 * gap is booked where it was seen.
 */
export function consumption(points: SeriesPoint[], fromMs: number, toMs: number, binMs: number): Bin[] {
  const bins: Bin[] = [];
  for (let start = fromMs; start < toMs; start += binMs) {
    bins.push({ fromMs: start, toMs: Math.min(start + binMs, toMs), value: null });
  }
  let register: number | null = null;
  for (const point of points) {
    const bin = bins[Math.floor((point.timeMs - fromMs) / binMs)];
    const before: number = register ?? point.min;
    // Within one bucket a counter that fell was reset: its maximum is of before, its end is not known.
    const step = Math.max(0, point.max - before);
    register = point.max < before ? point.max : Math.max(before, point.max);
    if (bin) bin.value = (bin.value ?? 0) + step;
  }
  return bins;
}

/** Sum of the known bins; null when none is known. */
export function consumed(bins: Bin[]): number | null {
  const known = bins.flatMap(({ value }) => (value === null ? [] : [value]));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** One point of a chart, in words: `1 point = 5 min`. */
export function resolutionWords({ resolution }: Pick<Series, 'resolution'>): string {
  return resolution === 'raw' ? '1 point = 1 reading' : `1 point = ${POINT_WORDS[resolution]}`;
}
const POINT_WORDS: Record<Exclude<Resolution, 'raw'>, string> = {
  '1m': '1 min',
  '5m': '5 min',
  '15m': '15 min',
  '1h': '1 hour',
  '6h': '6 hours',
  '1d': '1 day',
  '7d': '1 week',
};
