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

  it('takes its times from the platform when its own clock is wrong by more than five minutes, until that is set', () => {
    const { clock, pass, step, said } = clockAt(NOON + 3_600_000);
    expect(clock.source).toBe('own');
    const readAt = clock.monotonicMs();
    pass(10_000);
    clock.serverTime(NOON + 10_000);
    expect(clock).toMatchObject({ source: 'platform', skewMs: -3_600_000 });
    expect(clock.wallOf(readAt)).toBe(NOON);
    pass(3_600_000);
    clock.check();
    // Carried on by the monotonic clock: nobody has answered since.
    expect(clock.wallMs()).toBe(NOON + 3_610_000);
    expect(said).toEqual([
      expect.stringMatching(/differs from the platform/),
      expect.stringMatching(/^the wall clock is wrong, as the platform says: .*{"aheadMs":3600000}$/),
    ]);
    step(-3_600_000);
    clock.check();
    expect(clock.source).toBe('own');
    expect(clock.wallMs()).toBe(NOON + 3_610_000);
    expect(said[2]).toMatch(/^the wall clock is right again/);
  });

  it.each([
    ['ahead', 1],
    ['behind', -1],
  ])('believes its own clock up to five minutes %s, and does not jump to and fro there', (_way, sign) => {
    const { clock, step } = clockAt(NOON + sign * 299_000);
    const sourceAfter = (ms: number): string => {
      step(sign * ms);
      clock.check();
      return clock.source;
    };
    clock.serverTime(NOON);
    expect(clock.source).toBe('own');
    expect([sourceAfter(2_000), sourceAfter(-2_000), sourceAfter(-140_000)]).toEqual(
      Array(3).fill('platform'),
    );
    expect(clock.wallMs()).toBe(NOON);
    expect([sourceAfter(-10_000), sourceAfter(140_000)]).toEqual(['own', 'own']);
    expect(clock.wallMs()).toBe(NOON + sign * 289_000);
  });

  it('is not moved by one odd answer among others, and knows the time at once after a sleep', () => {
    const { clock, pass, step } = clockAt(NOON);
    for (let ack = 0; ack < 9; ack++) {
      pass(1_000);
      clock.serverTime(NOON + clock.monotonicMs() - 1_000 + (ack === 4 ? 86_400_000 : 0));
      expect(clock.source).toBe('own');
    }
    // The monotonic clock stands still while a machine sleeps.
    step(3_600_000);
    clock.serverTime(NOON + 9_000 + 3_600_000);
    expect(clock.source).toBe('own');
    expect(clock.wallMs()).toBe(NOON + 9_000 + 3_600_000);
  });

  it('has no time before 2020 until the server says it, and then knows it for what was before', () => {
    const { clock, pass, step, said } = clockAt(60_000);
    const readAt = clock.monotonicMs();
    expect(clock.wallMs()).toBeNull();
    expect(clock.source).toBe('none');
    expect(clock.wallOf(readAt)).toBeNull();
    pass(10_000);
    clock.check();
    clock.serverTime(NOON);
    clock.check();
    expect(clock.source).toBe('platform');
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
