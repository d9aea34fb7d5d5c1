import { describe, expect, it } from '@jest/globals';
import { createRepaints, REPAINT_EVERY_MS } from './repaints.js';

/** A page whose clock the test moves. */
function page() {
  let nowMs = 0;
  let hidden = false;
  const timers: { atMs: number; run: () => void }[] = [];
  const repaints = createRepaints({
    everyMs: REPAINT_EVERY_MS,
    nowMs: () => nowMs,
    later: (run, ms) => timers.push({ atMs: nowMs + ms, run }),
    isHidden: () => hidden,
  });
  return {
    repaints,
    advance: (ms: number) => {
      nowMs += ms;
      for (const timer of timers.splice(0)) {
        if (timer.atMs <= nowMs) timer.run();
        else timers.push(timer);
      }
    },
    hide: (isHidden: boolean) => {
      hidden = isHidden;
      if (!hidden) repaints.seen();
    },
    timers,
  };
}

describe('repaints', () => {
  it('are four a second at most, whatever comes: sixty updates a second of each of three things', () => {
    const { repaints, advance } = page();
    const things = [{}, {}, {}];
    const shown = [0, 0, 0];
    const seconds = 10;
    for (let update = 1; update <= 60 * seconds; update += 1) {
      for (const [index, thing] of things.entries()) repaints.ask(thing, () => (shown[index] = update));
      advance(1_000 / 60);
    }
    expect(repaints.counts().painted).toBeLessThanOrEqual(4 * seconds + 1);
    expect(repaints.counts().painted).toBeGreaterThan(3 * seconds);
    advance(REPAINT_EVERY_MS);
    expect(shown).toEqual([600, 600, 600]);
  });

  it('show the first change at once, and what comes after a quiet time', () => {
    const { repaints, advance } = page();
    let shown = 0;
    repaints.ask(things, () => (shown = 1));
    advance(0);
    expect(shown).toBe(1);
    advance(10_000);
    repaints.ask(things, () => (shown = 2));
    advance(0);
    expect(shown).toBe(2);
  });
  const things = {};

  it('stop while nobody looks, and then show the newest at once and once', () => {
    const { repaints, advance, hide, timers } = page();
    const shown: number[] = [];
    hide(true);
    for (let update = 1; update <= 500; update += 1) {
      repaints.ask(things, () => shown.push(update));
      advance(100);
    }
    expect([shown, timers.length, repaints.counts()]).toEqual([[], 0, { painted: 0, waiting: 1 }]);
    hide(false);
    advance(0);
    expect(shown).toEqual([500]);
  });

  it('hold one place for each thing that moves, after a week as after a second', () => {
    const { repaints, hide, timers } = page();
    hide(true);
    const rooms = [{}, {}];
    for (let update = 0; update < 300_000; update += 1)
      repaints.ask(rooms[update % 2] ?? {}, () => undefined);
    expect(repaints.counts().waiting).toBe(2);
    expect(timers.length).toBeLessThanOrEqual(1);
  });

  it('leave alone what was forgotten', () => {
    const { repaints, advance } = page();
    let shown = false;
    repaints.ask(things, () => (shown = true));
    repaints.forget(things);
    advance(1_000);
    expect(shown).toBe(false);
  });
});
