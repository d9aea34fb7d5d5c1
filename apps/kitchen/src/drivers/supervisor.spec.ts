import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '@bakeloop/runtime';
import type { Driver, DriverContext } from './driver.js';
import { superviseDriver, type SupervisedDriver, type SupervisorSettings } from './supervisor.js';

const never = (): Promise<never> => new Promise(() => undefined);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

async function until(check: () => boolean): Promise<void> {
  for (let tries = 0; !check(); tries++) {
    if (tries > 500) throw new Error('did not come about within 5 s');
    await pause(10);
  }
}

describe('the supervisor of drivers', () => {
  const running: SupervisedDriver[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((driver) => driver.stop()));
  });

  const supervise = (
    driver: Driver['run'] | Driver,
    over: Partial<SupervisorSettings> = {},
  ): SupervisedDriver & { values: number[] } => {
    const values: number[] = [];
    const supervised = superviseDriver({
      plan: {
        name: 'probe',
        type: 'test',
        channels: ['m/x', 'm/y'],
        create: () => Promise.resolve(typeof driver === 'function' ? { run: driver } : driver),
      },
      clock: { monotonicMs: () => performance.now(), wallMs: () => Date.UTC(2026, 0, 1) },
      logger: createLogger('test', { level: 'silent' }),
      random: () => 0,
      deliver: ({ value }) => values.push(value),
      limits: { leastWaitMs: 5, graceMs: 30, watchMs: 10, startMs: 100 },
      ...over,
    });
    running.push(supervised);
    return { ...supervised, values };
  };

  it('runs a driver that throws again, and says since when and why it fails', async () => {
    let runs = 0;
    let plugIn: () => void = () => undefined;
    const pluggedIn = new Promise<void>((resolve) => (plugIn = resolve));
    const { status, values } = supervise(async (context) => {
      if (++runs < 4) throw new Error(`cable ${runs} is out`);
      await pluggedIn;
      context.report({ channel: 'm/x', value: 7 });
      await untilAborted(context.signal);
    });
    await until(() => runs === 4);
    expect(status).toMatchObject({
      state: 'failing',
      since: '2026-01-01T00:00:00.000Z',
      lastError: 'cable 3 is out',
    });
    plugIn();
    await until(() => values.length === 1);
    expect(status).toMatchObject({ state: 'ok', readings: 1, lastError: 'cable 3 is out', failures: 3 });
  });

  it('waits longer after each failure, with jitter', async () => {
    const startedMs: number[] = [];
    supervise(
      () => {
        startedMs.push(performance.now());
        return Promise.reject(new Error('no'));
      },
      { random: () => 0.99, limits: { leastWaitMs: 1, backoff: { baseMs: 20, maxMs: 1_000 } } },
    );
    await until(() => startedMs.length === 5);
    const waits = startedMs.slice(1).map((ms, at) => ms - startedMs[at]!);
    expect(waits[3]).toBeGreaterThan(waits[0]! * 3);
  });

  it('takes a driver that ends by itself, and one that cannot even be made, for failing', async () => {
    const { status } = supervise(() => Promise.resolve());
    await until(() => status.failures > 2);
    expect(status.lastError).toBe('ended by itself');
    const unmade = supervise(never, {
      plan: { name: 'p', type: 't', channels: [], create: () => Promise.reject(new Error('no library')) },
    });
    await until(() => unmade.status.state === 'failing');
    expect(unmade.status.lastError).toBe('no library');
  });

  it('notices one that hangs, leaves it behind, hears nothing more of it, and begins anew a bounded number of times', async () => {
    const contexts: DriverContext[] = [];
    const { status, values } = supervise(
      {
        silenceMs: 50,
        run: (context) => {
          contexts.push(context);
          context.report({ channel: 'm/x', value: contexts.length });
          return never();
        },
      },
      { limits: { leastWaitMs: 1, graceMs: 5, watchMs: 5, startMs: 50, maxAbandoned: 2 } },
    );
    await until(() => status.lastError?.includes('not started again') === true);
    expect(contexts).toHaveLength(2);
    expect(values).toEqual([1, 2]);
    contexts[0]!.report({ channel: 'm/x', value: 99 });
    expect(values).toEqual([1, 2]);
  });

  it('notices one that never says a word, and lets one be silent that may', async () => {
    const silent = supervise(never);
    await until(() => silent.status.state === 'failing');
    expect(silent.status.lastError).toMatch(/hangs: nothing heard/);
    const listener = supervise(async (context) => {
      context.well();
      await untilAborted(context.signal);
    });
    await pause(300);
    expect(listener.status.state).toBe('ok');
  });

  it('keeps one channel that fails apart from a driver that works', async () => {
    const { status, values } = supervise(async (context) => {
      context.trouble('no such register', 'm/y');
      context.report({ channel: 'm/x', value: 1 });
      context.report({ channel: 'm/x', value: NaN });
      await pause(20);
      context.report({ channel: 'm/x', value: 2 });
      await untilAborted(context.signal);
    });
    await until(() => values.length === 2);
    expect(status).toMatchObject({ state: 'ok', channels: { 'm/y': 'no such register' } });
    expect(values).toEqual([1, 2]);
  });

  it('tells of what comes and goes all the time once, not each time', async () => {
    const told: string[] = [];
    const logger = {
      child: () => ({
        info: (_: object, text: string) => told.push(text),
        warn: (_: object, text: string) => told.push(text),
        debug: () => undefined,
      }),
    } as unknown as SupervisorSettings['logger'];
    const { status } = supervise(
      async (context) => {
        for (let turn = 0; turn < 100; turn++) {
          context.trouble('gone');
          context.trouble('loose', 'm/y');
          context.report({ channel: 'm/x', value: turn });
          context.report({ channel: 'm/y', value: turn });
        }
        await untilAborted(context.signal);
      },
      { logger },
    );
    await until(() => status.readings === 200);
    expect(told.toSorted()).toEqual(['channel fails', 'channel works', 'driver fails', 'driver works']);
  });

  it('takes a report for a channel that is not its own for its fault', async () => {
    const { status } = supervise((context) => {
      context.report({ channel: 'other/x', value: 1 });
      return never();
    });
    await until(() => status.state === 'failing');
    expect(status.lastError).toMatch(/none of its channels/);
  });

  it('begins another run at once when asked to, in the middle of one and in the wait after a failure', async () => {
    let runs = 0;
    const supervised = supervise(
      async (context) => {
        if (++runs === 3) throw new Error('no cable');
        context.report({ channel: 'm/x', value: runs });
        await untilAborted(context.signal);
      },
      { limits: { leastWaitMs: 60_000, graceMs: 30, watchMs: 10, startMs: 100 } },
    );
    await until(() => supervised.values.length === 1);
    supervised.restart();
    expect(supervised.status.state).toBe('starting');
    await until(() => supervised.values.length === 2);
    expect(supervised.status).toMatchObject({ state: 'ok', failures: 0 });
    // Asked twice at once it is restarted once.
    supervised.restart();
    supervised.restart();
    await until(() => supervised.status.state === 'failing');
    expect(runs).toBe(3);
    supervised.restart();
    await until(() => supervised.values.length === 3);
    expect(runs).toBe(4);
    await supervised.stop();
    supervised.restart();
    await pause(20);
    expect(runs).toBe(4);
  });

  it('stops within its grace whatever the driver does', async () => {
    const stubborn = supervise((context) => {
      context.well();
      return never();
    });
    await until(() => stubborn.status.state === 'ok');
    const began = performance.now();
    await stubborn.stop();
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(stubborn.status.state).toBe('stopped');
  });
});
