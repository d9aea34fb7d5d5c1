/** What a page does with its live connection while nobody looks, and when its device slept. */

/** A page that is hidden for less goes on: who looks at another tab for a moment comes back to what moves, ms. */
export const REST_AFTER_MS = 20_000;
/** How often it is looked whether the device slept, and how late a look may be before it did, ms. */
const LOOK_EVERY_MS = 5_000;
export const SLEPT_MS = 20_000;

export interface Lived {
  /** Nobody looks: the connection is closed. */
  rest(): void;
  /** Somebody looks again. */
  wake(): void;
  /** What was missed is asked for, on a connection that may seem to stand. */
  resync(): void;
}

/**
 * @param o.isHidden whether nobody can see the page
 * @param o.onVisibility calls back whenever that changes
 */
export function followPageLife(
  live: Lived,
  o: {
    isHidden: () => boolean;
    onVisibility: (listener: () => void) => void;
    /** This device's clock, ms. */
    nowMs: () => number;
    later: (run: () => void, ms: number) => void;
    every: (run: () => void, ms: number) => void;
    /** What was asked to be painted meanwhile. */
    onSeen: () => void;
  },
): void {
  let isResting = false;
  let hiddenSince: number | null = null;
  let lookedMs = o.nowMs();

  const look = (): void => {
    const sleptMs = o.nowMs() - lookedMs - LOOK_EVERY_MS;
    lookedMs = o.nowMs();
    if (sleptMs >= SLEPT_MS && !isResting) live.resync();
  };

  o.onVisibility(() => {
    if (o.isHidden()) {
      const since = o.nowMs();
      hiddenSince = since;
      o.later(() => {
        if (hiddenSince !== since) return;
        isResting = true;
        live.rest();
      }, REST_AFTER_MS);
      return;
    }
    hiddenSince = null;
    o.onSeen();
    if (isResting) {
      isResting = false;
      lookedMs = o.nowMs();
      live.wake();
    } else look();
  });
  o.every(look, LOOK_EVERY_MS);
}
