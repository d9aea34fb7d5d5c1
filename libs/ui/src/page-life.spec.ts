import { describe, expect, it } from '@jest/globals';
import { followPageLife, REST_AFTER_MS, SLEPT_MS } from './page-life.js';

function page() {
  let nowMs = 0;
  let hidden = false;
  const done: string[] = [];
  const timers: { atMs: number; run: () => void }[] = [];
  const [listeners, looks]: [(() => void)[], (() => void)[]] = [[], []];
  followPageLife(
    { rest: () => done.push('rest'), wake: () => done.push('wake'), resync: () => done.push('resync') },
    {
      isHidden: () => hidden,
      onVisibility: (listener) => listeners.push(listener),
      nowMs: () => nowMs,
      later: (run, ms) => timers.push({ atMs: nowMs + ms, run }),
      every: (run) => looks.push(run),
      onSeen: () => done.push('seen'),
    },
  );
  const runDue = () => {
    for (const timer of timers.splice(0)) {
      if (timer.atMs <= nowMs) timer.run();
      else timers.push(timer);
    }
  };
  return {
    done,
    /** Time passes in which timers run. */
    pass: (ms: number) => {
      for (let left = ms; left > 0; left -= 5_000) {
        nowMs += Math.min(5_000, left);
        runDue();
        for (const look of looks) look();
      }
    },
    /** Time passes in which nothing runs. */
    sleep: (ms: number) => {
      nowMs += ms;
    },
    hide: (isHidden: boolean) => {
      hidden = isHidden;
      for (const listener of listeners) listener();
    },
  };
}

describe('a page that nobody looks at', () => {
  it('rests after a while, and wakes when it is looked at', () => {
    const { done, pass, hide } = page();
    hide(true);
    pass(REST_AFTER_MS - 1_000);
    expect(done).toEqual([]);
    pass(5_000);
    expect(done).toEqual(['rest']);
    pass(3_600_000);
    hide(false);
    expect(done).toEqual(['rest', 'seen', 'wake']);
  });

  it('goes on when it was hidden for a moment only, however often', () => {
    const { done, pass, hide } = page();
    for (let times = 0; times < 5; times += 1) {
      hide(true);
      pass(REST_AFTER_MS / 2);
      hide(false);
      pass(REST_AFTER_MS / 4);
    }
    expect(done.filter((one) => one !== 'seen')).toEqual([]);
  });

  it('asks for what it missed when its device slept, and only then', () => {
    const { done, pass, sleep } = page();
    pass(60_000);
    expect(done).toEqual([]);
    sleep(SLEPT_MS + 5_000);
    pass(5_000);
    expect(done).toEqual(['resync']);
    pass(60_000);
    expect(done).toEqual(['resync']);
  });
});
