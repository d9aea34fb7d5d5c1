import type { Logger } from '@bakeloop/runtime';

/** Differences below this are the way of the message, not the clock. */
const NOTABLE_MS = 2_000;
const KEPT = 9;

/** How far the server's clock is ahead of this one, from `at` of acknowledgements: the median of the last nine. */
export function createSkewEstimate(logger: Logger): {
  observe(differenceMs: number): void;
  readonly ms: number;
} {
  let differences: number[] = [];
  let toldMs = 0;
  const median = (): number =>
    differences.toSorted((left, right) => left - right)[differences.length >> 1] ?? 0;
  return {
    get ms() {
      return median();
    },
    observe(differenceMs) {
      differences = [...differences, differenceMs].slice(-KEPT);
      const skewMs = median();
      if (Math.abs(skewMs - toldMs) < NOTABLE_MS) return;
      toldMs = skewMs;
      logger.warn({ skewMs }, 'the clock of this kitchen differs from the platform');
    },
  };
}
