import { RESOLUTIONS, type Resolution } from '@bakeloop/contracts';
import type { RollupTable } from '@bakeloop/db';

/** The longest range one answer covers, ms: what is kept raw. */
export const MAX_RANGE_MS = 400 * 86_400_000;
/** Without a declared interval raw readings are tried for ranges up to this, ms: longer ones hardly ever fit. */
const RAW_TRIED_MS = 2 * 86_400_000;

type Bucketed = Exclude<Resolution, 'raw'>;

/** Bucket of each resolution, and the rollup that it is built on: the coarsest whose own bucket divides it. */
export const BUCKETS: Record<Bucketed, { seconds: number; table: RollupTable }> = {
  '1m': { seconds: 60, table: 'reading_1m' },
  '5m': { seconds: 300, table: 'reading_1m' },
  '15m': { seconds: 900, table: 'reading_1m' },
  '1h': { seconds: 3_600, table: 'reading_1h' },
  '6h': { seconds: 21_600, table: 'reading_1h' },
  '1d': { seconds: 86_400, table: 'reading_1d' },
  '7d': { seconds: 604_800, table: 'reading_1d' },
};

/** Whether raw readings may fit the width: by the declared interval, else by the length of the range. */
export function rawMayFit(rangeMs: number, width: number, intervalSeconds: number | null): boolean {
  if (intervalSeconds === null) return rangeMs <= RAW_TRIED_MS;
  return rangeMs / (intervalSeconds * 1_000) <= width;
}

/**
 * The finest resolution with at most one bucket a pixel. A bucket that begins before the range counts one more.
 * The coarsest where even that is too fine.
 * @param isKept whether a rollup is there for the whole range: one that was dropped in part shows a gap that was none
 */
export function bucketFor(
  rangeMs: number,
  width: number,
  isKept: (table: RollupTable) => boolean = () => true,
): Bucketed {
  const bucketed = RESOLUTIONS.filter((resolution) => resolution !== 'raw');
  const fits = ({ seconds, table }: (typeof BUCKETS)[Bucketed]): boolean =>
    rangeMs / (seconds * 1_000) <= width && isKept(table);
  return bucketed.find((resolution) => fits(BUCKETS[resolution])) ?? '7d';
}
