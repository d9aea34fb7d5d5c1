import type { Logger } from '@bakeloop/runtime';

/** Differences below this are the way of the message, not the clock. */
const NOTABLE_MS = 2_000;
const KEPT = 9;

/** The median of the last nine values: one that is odd changes nothing. */
export function createMedian(): {
  observe(value: number): void;
  /** Null before the first. */
  readonly value: number | null;
} {
  let values: number[] = [];
  return {
    get value() {
      return values.toSorted((left, right) => left - right)[values.length >> 1] ?? null;
    },
    observe(value) {
      values = [...values, value].slice(-KEPT);
    },
  };
}

/** How far the server's clock is ahead of this one, from `at` of acknowledgements: the median of the last nine. */
export function createSkewEstimate(logger: Logger): {
  observe(differenceMs: number): void;
  readonly ms: number;
} {
  const difference = createMedian();
  let toldMs = 0;
  return {
    get ms() {
      return difference.value ?? 0;
    },
    observe(differenceMs) {
      difference.observe(differenceMs);
      const skewMs = difference.value ?? 0;
      if (Math.abs(skewMs - toldMs) < NOTABLE_MS) return;
      toldMs = skewMs;
      logger.warn({ skewMs }, 'the clock of this kitchen differs from the platform');
    },
  };
}
