import { EARLIEST_MS, MAX_AHEAD_MS } from '@bakeloop/contracts';
import type { Logger } from '@bakeloop/runtime';
import type { DriverClock } from '../drivers/driver.js';
import { createMedian, createSkewEstimate } from './skew.js';

/** A smaller difference is the rounding of two clocks or a slew, and followed without a word, ms. */
const STEP_MS = 1_000;
/** A wrong clock that was not followed is told of again when it has moved by this much, ms. */
const RETELL_MS = 60_000;
/** A wrong clock is believed again when it is this near: at one limit for both, times would jump to and fro, ms. */
const NEAR_MS = MAX_AHEAD_MS / 2;

/** Whose time the readings of a kitchen carry: its own clock's, the platform's, or nobody's yet. */
export type ClockSource = 'own' | 'platform' | 'none';

/**
 * The time of a kitchen: monotonic, anchored to the wall clock, or to the platform's where the wall clock is wrong.
 * Readings are timed on the monotonic side and get their wall time when they are packed, so that a step of the wall
 * clock bends no interval and a clock that is set late corrects what was read before it.
 */
export interface SteadyClock extends DriverClock {
  /** Wall time of an instant of the monotonic clock, ms; null without a believable clock. */
  wallOf(monotonicMs: number): number | null;
  /** Compares with the wall clock. To be called every second or so. */
  check(): void;
  /** The server's clock as an acknowledgement that came just now tells it, ms since the epoch. */
  serverTime(atMs: number): void;
  readonly source: ClockSource;
  /** How far the server is ahead of this kitchen's own clock, ms; 0 as long as nobody said. */
  readonly skewMs: number;
}

/**
 * A wall clock before 2020 is not believed (S5 would refuse its readings), and neither is one that the platform's
 * answers show to be wrong by more than S5 allows: then the time is the platform's, carried on by the monotonic clock.
 * As long as nobody has said a believable time there is none. Other steps of the wall clock are logged and followed,
 * since mostly they are a clock being set right.
 */
export function createSteadyClock(o: {
  logger: Logger;
  wallMs?: () => number;
  monotonicMs?: () => number;
}): SteadyClock {
  const { logger, wallMs = Date.now, monotonicMs = () => performance.now() } = o;
  const skew = createSkewEstimate(logger);
  const believable = (timeMs: number): boolean => timeMs >= EARLIEST_MS;
  /** Wall less monotonic time, as it is followed now. */
  let anchorMs: number | null = null;
  let source: ClockSource = 'none';
  /** Server less monotonic time: as most of the last answers say, and as the last does. */
  const answers = createMedian();
  let answerMs: number | null = null;
  /** By how much the wall clock was ahead when it was told that it is not followed. */
  let refusedMs: number | null = null;

  const follow = (whose: 'own' | 'platform', anchor: number): void => {
    source = whose;
    anchorMs = anchor;
  };
  /** Whether the last answer, or most of them, bear a clock out: one alone may be odd, and many may be of before a sleep. */
  const bornOut = (own: number): boolean => {
    const withinMs = source === 'platform' ? NEAR_MS : MAX_AHEAD_MS;
    const said = [answerMs, answers.value].filter((server) => server !== null);
    return said.length === 0 || said.some((server) => Math.abs(own - server) <= withinMs);
  };
  const followOwn = (own: number): void => {
    if (anchorMs === null)
      logger.info(
        { wall: new Date(wallMs()).toISOString() },
        'the clock was set: readings held until now get their time from it',
      );
    else if (source === 'platform')
      logger.info(
        { stepMs: Math.round(own - anchorMs) },
        'the wall clock is right again: readings from now on follow it',
      );
    else if (Math.abs(own - anchorMs) >= STEP_MS)
      logger.warn(
        { stepMs: Math.round(own - anchorMs) },
        'the wall clock stepped: readings from now on follow it',
      );
    refusedMs = null;
    follow('own', own);
  };
  /** @param anchor what is followed instead */
  const refuseOwn = (own: number, anchor: number): void => {
    const aheadMs = Math.round(own - anchor);
    const told = refusedMs !== null && Math.abs(refusedMs - aheadMs) < RETELL_MS;
    if (told) return;
    refusedMs = aheadMs;
    if (anchorMs === null)
      logger.info(
        { server: new Date(anchor + monotonicMs()).toISOString() },
        'time taken from the platform: readings held until now get their time from it',
      );
    else if (Math.abs(own - anchorMs) >= STEP_MS)
      logger.error({ aheadMs }, 'the wall clock stepped away from a believable time: it is not followed');
    else
      logger.error(
        { aheadMs },
        'the wall clock is wrong, as the platform says: readings get their time from the platform until it is set',
      );
  };
  const look = (): void => {
    const own = wallMs() - monotonicMs();
    if (believable(wallMs()) && bornOut(own)) return followOwn(own);
    const anchor = answers.value ?? anchorMs;
    if (anchor === null) return;
    refuseOwn(own, anchor);
    if (answers.value !== null) follow('platform', answers.value);
  };

  if (believable(wallMs())) follow('own', wallMs() - monotonicMs());
  else
    logger.warn(
      { wall: new Date(wallMs()).toISOString() },
      'no believable clock: readings are held until the time is known',
    );

  return {
    monotonicMs,
    wallMs: () => (anchorMs === null ? null : Math.round(anchorMs + monotonicMs())),
    wallOf: (atMs) => (anchorMs === null ? null : Math.round(anchorMs + atMs)),
    get source() {
      return source;
    },
    get skewMs() {
      return skew.ms;
    },
    check: look,
    serverTime(atMs) {
      answerMs = atMs - monotonicMs();
      answers.observe(answerMs);
      if (believable(wallMs())) skew.observe(Math.round(atMs - wallMs()));
      look();
    },
  };
}
