/**
 * The page's one scheduler of repaints: whatever moves says so, and what has changed is drawn together, at most so often.
 * Nothing is drawn while nobody looks; what came meanwhile is drawn at once when somebody does. Each thing that moves has
 * one place here, however often it says so: a page that is open for a week holds no more than one that was just opened.
 */
export interface Repaints {
  /** `paint` is called once, with whatever else waits. Asked again before that, the newer `paint` stands. */
  ask(key: object, paint: () => void): void;
  /** What is shown no more is not painted either. */
  forget(key: object): void;
  /** Paints what waits, if somebody looks. To be called when the page comes back to sight. */
  seen(): void;
  /** How often the page was painted, and how much waits: for tests, and for who wonders. */
  counts(): { painted: number; waiting: number };
}

/** Four a second: faster is not read, only computed. */
export const REPAINT_EVERY_MS = 250;

export function createRepaints(o: {
  everyMs: number;
  /** A monotonic clock, ms. */
  nowMs: () => number;
  /** Calls back after so many ms. */
  later: (run: () => void, ms: number) => void;
  isHidden: () => boolean;
}): Repaints {
  const waiting = new Map<object, () => void>();
  let isSet = false;
  let paintedMs = Number.NEGATIVE_INFINITY;
  let painted = 0;

  function paint(): void {
    isSet = false;
    if (waiting.size === 0 || o.isHidden()) return;
    const paints = [...waiting.values()];
    waiting.clear();
    paintedMs = o.nowMs();
    painted += 1;
    for (const each of paints) each();
  }

  function set(): void {
    if (isSet || o.isHidden()) return;
    isSet = true;
    o.later(paint, Math.max(0, paintedMs + o.everyMs - o.nowMs()));
  }

  return {
    ask(key, run) {
      waiting.set(key, run);
      set();
    },
    forget(key) {
      waiting.delete(key);
    },
    seen: set,
    counts: () => ({ painted, waiting: waiting.size }),
  };
}

/** Of this page. */
export const repaints: Repaints = createRepaints({
  everyMs: REPAINT_EVERY_MS,
  nowMs: () => performance.now(),
  later: (run, ms) => setTimeout(run, ms),
  isHidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
});
