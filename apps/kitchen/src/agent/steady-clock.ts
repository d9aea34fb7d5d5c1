import { EARLIEST_MS, MAX_AHEAD_MS } from '@bakeloop/contracts';
import type { Logger } from '@bakeloop/runtime';
import type { DriverClock } from '../drivers/driver.js';
import { createSkewEstimate } from './skew.js';

/** A smaller difference is the rounding of two clocks or a slew, and followed without a word, ms. */
const STEP_MS = 1_000;

/**
 * The time of a kitchen: monotonic, anchored to the wall clock. Readings are timed on the monotonic side and get their
 * wall time when they are packed, so that a step of the wall clock bends no interval and a clock that is set late
 * corrects what was read before it.
 */
export interface SteadyClock extends DriverClock {
  /** Wall time of an instant of the monotonic clock, ms; null without a believable clock. */
  wallOf(monotonicMs: number): number | null;
  /** Compares with the wall clock. To be called every second or so. */
  check(): void;
  /** The server's clock as an acknowledgement that came just now tells it, ms since the epoch. */
  serverTime(atMs: number): void;
  /** How far the server is ahead of this kitchen, ms; 0 as long as nobody said. */
  readonly skewMs: number;
}

/**
 * A wall clock before 2020 is not believed (S5 would refuse its readings): until it is set, or the server's time is
 * known, there is no wall time. Later steps are logged and followed, since mostly they are a clock being set right; a
 * step to before 2020, or away from the server's time by more than S5 allows, is not.
 */
export function createSteadyClock(o: {
  logger: Logger;
  wallMs?: () => number;
  monotonicMs?: () => number;
}): SteadyClock {
  const { logger, wallMs = Date.now, monotonicMs = () => performance.now() } = o;
  const skew = createSkewEstimate(logger);
  const believable = (timeMs: number): boolean => timeMs >= EARLIEST_MS;
  /** Wall less monotonic time. */
  let anchorMs = believable(wallMs()) ? wallMs() - monotonicMs() : null;
  /** Server less monotonic time, from the last acknowledgement. */
  let serverAnchorMs: number | null = null;
  /** The difference to the wall clock that was told and not followed. */
  let refusedMs: number | null = null;
  if (anchorMs === null)
    logger.warn(
      { wall: new Date(wallMs()).toISOString() },
      'no believable clock: readings are held until the time is known',
    );

  const follow = (anchor: number): void => {
    anchorMs = anchor;
    refusedMs = null;
  };

  return {
    monotonicMs,
    wallMs: () => (anchorMs === null ? null : Math.round(anchorMs + monotonicMs())),
    wallOf: (atMs) => (anchorMs === null ? null : Math.round(anchorMs + atMs)),
    get skewMs() {
      return skew.ms;
    },
    check() {
      const wall = wallMs();
      const anchor = wall - monotonicMs();
      if (anchorMs === null) {
        if (!believable(wall)) return;
        follow(anchor);
        logger.info(
          { wall: new Date(wall).toISOString() },
          'the clock was set: readings held until now get their time from it',
        );
        return;
      }
      const stepMs = Math.round(anchor - anchorMs);
      if (Math.abs(stepMs) < STEP_MS) return follow(anchor);
      const farFromServer = serverAnchorMs !== null && Math.abs(anchor - serverAnchorMs) > MAX_AHEAD_MS;
      if (believable(wall) && !farFromServer) {
        follow(anchor);
        logger.warn({ stepMs }, 'the wall clock stepped: readings from now on follow it');
        return;
      }
      if (refusedMs !== null && Math.abs(refusedMs - stepMs) < STEP_MS) return;
      refusedMs = stepMs;
      logger.error({ stepMs }, 'the wall clock stepped away from a believable time: it is not followed');
    },
    serverTime(atMs) {
      serverAnchorMs = atMs - monotonicMs();
      if (anchorMs === null) {
        follow(serverAnchorMs);
        logger.info(
          { server: new Date(atMs).toISOString() },
          'time taken from the platform: readings held until now get their time from it',
        );
      }
      // Against the kitchen's own idea of the time, which is what its readings carry.
      if (anchorMs !== null) skew.observe(Math.round(serverAnchorMs - anchorMs));
    },
  };
}
