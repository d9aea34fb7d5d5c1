import { readKept, writeKept } from '../kept.js';

/** Less than this off is of no consequence: nothing here is timed by the second. */
const TOLERATED_MS = 120_000;
/** What was learnt longer ago may be wrong by now: somebody may have set the clock. */
const BELIEVED_FOR_MS = 86_400_000;

export interface ClockError {
  /** To be added to the phone's clock. */
  offsetMs: number;
  /** By the phone's clock, ms since the epoch. */
  learntAtMs: number;
}

/** @param at the server's clock (E5), read between `sentMs` and `gotMs` of the phone's */
export function errorOfClock(at: string, sentMs: number, gotMs: number): ClockError {
  return { offsetMs: Math.round(Date.parse(at) - (sentMs + gotMs) / 2), learntAtMs: gotMs };
}

/**
 * What to add to the phone's clock now.
 * @returns 0 where it is right, or where a clock that was set since makes what is known worthless
 */
export function offsetMs(error: ClockError | null, nowMs: number): number {
  if (error === null || Math.abs(error.offsetMs) < TOLERATED_MS) return 0;
  const age = nowMs - error.learntAtMs;
  return age >= 0 && age < BELIEVED_FOR_MS ? error.offsetMs : 0;
}

const KEY = 'clock';
export const keptClockError = (): ClockError | null => readKept<ClockError>(KEY);
export const keepClockError = (error: ClockError): void => writeKept(KEY, error);
