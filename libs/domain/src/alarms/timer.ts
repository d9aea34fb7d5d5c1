/**
 * One rule at one subject, over time: nothing, then bad for a while (pending), then active, then cleared. A plain value, so
 * that it is kept in a database and goes on after a restart as if there had been none.
 */
export interface AlarmTimer {
  /** Since when it is bad without a break, ms; null: it is not. */
  badSinceMs: number | null;
  /** Since when the alarm is on, ms; null: it is off. */
  activeSinceMs: number | null;
  /** It is known only from what came too late. */
  late: boolean;
  /** Up to when all is seen, ms. */
  upToMs: number | null;
}
export const NEW_TIMER: AlarmTimer = { badSinceMs: null, activeSinceMs: null, late: false, upToMs: null };

/** What is known of a subject at an instant. Between `bad` and `good` lies the hysteresis: whatever was goes on. */
export interface Sighting {
  /** When it was so, ms. */
  atMs: number;
  /** When that became known, ms. */
  knownMs: number;
  bad: boolean;
  good: boolean;
}

/**
 * The timer after a sighting. One that is not newer than the last changes nothing: history never moves what is now. One
 * that comes late moves it, and marks what it raises as detected late, until something in time is bad, too.
 */
export function sight(
  timer: AlarmTimer,
  { atMs, knownMs, bad, good }: Sighting,
  rule: { forSeconds: number; lateAfterSeconds: number },
): AlarmTimer {
  if (timer.upToMs !== null && atMs <= timer.upToMs) return timer;
  const isLate = knownMs - atMs > rule.lateAfterSeconds * 1_000;
  const seen = { ...timer, upToMs: atMs };
  if (timer.activeSinceMs !== null) {
    if (good) return { ...seen, badSinceMs: null, activeSinceMs: null, late: false };
    return { ...seen, late: timer.late && (isLate || !bad) };
  }
  if (!bad) return { ...seen, badSinceMs: null };
  const badSinceMs = timer.badSinceMs ?? atMs;
  const isOn = atMs - badSinceMs >= rule.forSeconds * 1_000;
  return { ...seen, badSinceMs, activeSinceMs: isOn ? badSinceMs : null, late: isOn && isLate };
}

/** Whether nothing of it would be missed. */
export const isIdle = ({ badSinceMs, activeSinceMs }: AlarmTimer): boolean =>
  badSinceMs === null && activeSinceMs === null;
