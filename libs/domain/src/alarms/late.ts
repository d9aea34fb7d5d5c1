import { NEW_TIMER, sight, type Sighting } from './timer.js';

/**
 * How far back what comes late is still looked at, ms. What is older is history that nobody acts on, and the data quality
 * shows that it came. Our proposal.
 */
export const LATE_LOOKED_AT_MS = 31 * 86_400_000;

/** When an alarm was on in the past, by what came too late to be told. */
export interface LateFind<S> {
  sinceMs: number;
  untilMs: number;
  /** How often in that time. */
  occurrences: number;
  /** The last that was bad. */
  seen: S;
}

/**
 * What a rule would have said of a past time, looked at as a whole. Only what is known from late data alone is found: of what
 * something in time said too, somebody was told.
 * @param sightings by time
 * @returns from the first to the last; null: nothing
 */
export function findLate<S extends Sighting>(
  sightings: readonly S[],
  rule: { forSeconds: number; lateAfterSeconds: number },
): LateFind<S> | null {
  let timer = NEW_TIMER;
  let found: LateFind<S> | null = null;
  let seen: S | undefined;
  let untilMs = 0;
  const end = (): void => {
    if (timer.activeSinceMs === null || !timer.late || seen === undefined) return;
    found = {
      sinceMs: found?.sinceMs ?? timer.activeSinceMs,
      untilMs,
      occurrences: (found?.occurrences ?? 0) + 1,
      seen,
    };
  };
  for (const sighting of sightings) {
    if (sighting.good) end();
    timer = sight(timer, sighting, rule);
    if (sighting.bad) seen = sighting;
    untilMs = sighting.atMs;
  }
  end();
  return found;
}
