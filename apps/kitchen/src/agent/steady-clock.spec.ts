import { describe, expect, it } from '@jest/globals';
import type { Logger } from '@bakeloop/runtime';
import { createSteadyClock, type SteadyClock } from './steady-clock.js';

const NOON = Date.UTC(2026, 5, 1, 12);

/** A clock whose wall and monotonic time the test moves, and what it said. */
function clockAt(wallMs: number): {
  clock: SteadyClock;
  said: string[];
  pass: (ms: number) => void;
  step: (ms: number) => void;
} {
  let wall = wallMs;
  let monotonic = 1_000;
  const said: string[] = [];
  const say = (fields: object, text: string): void => void said.push(`${text} ${JSON.stringify(fields)}`);
  const logger = { warn: say, info: say, error: say } as unknown as Logger;
  return {
    said,
    pass: (ms) => {
      wall += ms;
      monotonic += ms;
    },
    step: (ms) => {
      wall += ms;
    },
    clock: createSteadyClock({ logger, wallMs: () => wall, monotonicMs: () => monotonic }),
  };
}

describe('the clock of a kitchen', () => {
  it('does not let a step of the wall clock bend an interval', () => {
    const { clock, pass, step, said } = clockAt(NOON);
    const before = clock.monotonicMs();
    pass(5_000);
    step(3_600_000);
    expect(clock.monotonicMs() - before).toBe(5_000);
    expect(clock.wallMs()).toBe(NOON + 5_000);
    clock.check();
    expect(clock.wallMs()).toBe(NOON + 5_000 + 3_600_000);
    expect(said).toEqual(['the wall clock stepped: readings from now on follow it {"stepMs":3600000}']);
    // What was read before the step is timed as the clock that is right now says.
    expect(clock.wallOf(before)).toBe(NOON + 3_600_000);
  });

  it('follows a slow difference without a word', () => {
    const { clock, pass, step, said } = clockAt(NOON);
    for (let second = 0; second < 100; second++) {
      pass(1_000);
      step(5);
      clock.check();
    }
    expect(clock.wallMs()).toBe(NOON + 100_500);
    expect(said).toEqual([]);
  });

  it('does not follow a step to before 2020, nor one away from the server, and says so once', () => {
    const { clock, pass, step, said } = clockAt(NOON);
    clock.serverTime(NOON);
    step(-NOON);
    for (let second = 0; second < 5; second++) {
      pass(1_000);
      clock.check();
    }
    expect(clock.wallMs()).toBe(NOON + 5_000);
    step(NOON + 400 * 86_400_000);
    clock.check();
    clock.check();
    expect(clock.wallMs()).toBe(NOON + 5_000);
    expect(said).toHaveLength(2);
    expect(said[1]).toMatch(/stepped away from a believable time/);
    step(-400 * 86_400_000);
    clock.check();
    expect(clock.wallMs()).toBe(NOON + 5_000);
  });

  it('has no time before 2020 until the server says it, and then knows it for what was before', () => {
    const { clock, pass, step, said } = clockAt(60_000);
    const readAt = clock.monotonicMs();
    expect(clock.wallMs()).toBeNull();
    expect(clock.wallOf(readAt)).toBeNull();
    pass(10_000);
    clock.check();
    clock.serverTime(NOON);
    expect(clock.wallMs()).toBe(NOON);
    expect(clock.wallOf(readAt)).toBe(NOON - 10_000);
    // The wall clock is set at last, a second off: it is believed from now on.
    pass(10_000);
    step(NOON + 10_000 - 80_000 + 1_500);
    clock.check();
    expect(clock.wallMs()).toBe(NOON + 11_500);
    expect(said).toHaveLength(3);
  });

  it('has its time from the wall clock where that is set first', () => {
    const { clock, step } = clockAt(60_000);
    step(NOON);
    clock.check();
    expect(clock.wallMs()).toBe(NOON + 60_000);
  });

  it('estimates how far the server is ahead, and reports it once when it matters', () => {
    const { clock, pass, said } = clockAt(NOON);
    for (let ack = 1; ack <= 9; ack++) {
      pass(10_000);
      clock.serverTime(NOON + ack * 10_000 + 90_000 + (ack % 3) * 100);
    }
    expect(clock.skewMs).toBeGreaterThan(89_000);
    expect(clock.skewMs).toBeLessThan(91_000);
    expect(said).toEqual([expect.stringMatching(/differs from the platform/)]);
  });
});
