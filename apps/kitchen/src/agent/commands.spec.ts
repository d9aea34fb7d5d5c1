import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseResult, type CommandResult } from '@bakeloop/contracts';
import { createLogger } from '@bakeloop/runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandRunner, type CommandHandlers, type CommandRunnerSettings } from './commands.js';
import { Outbox } from './outbox.js';

const ID = '0192f0c1-6f0e-4c3a-9f5e-2b1f6f0f8a11';
const NOW_MS = Date.UTC(2026, 2, 2);
const logger = createLogger('test', { level: 'silent' });

describe('commands to the agent', () => {
  let folder: string;
  let outbox: Outbox;
  let runner: CommandRunner;
  let told: CommandResult[];
  let done: string[];
  /** The server's clock; null: not known yet. */
  let serverMs: number | null;
  let monotonicMs: number;
  let asked: number;
  let diskFull: boolean;
  let writing = 0;
  let seq = 0;

  const handlers: CommandHandlers = {
    'report-state': () => {
      done.push('report-state');
      return { fine: true };
    },
    'restart-driver': ({ driver }) => {
      done.push(driver);
      return {};
    },
  };
  const start = async (over: Partial<CommandRunnerSettings> = {}): Promise<void> => {
    outbox = await Outbox.open(join(folder, 'outbox'), logger);
    runner = new CommandRunner({
      handlers,
      heard: outbox.commands,
      tell: async (result, command) => {
        if (diskFull) throw new Error('the disk is full');
        const body = JSON.stringify(result);
        const pack = { session: 's', bornMs: 1, seq: ++seq, createdMs: 1, body };
        writing++;
        await outbox.append({ stream: 'results', ...pack, command }).finally(() => writing--);
        told.push(result);
      },
      forget: (ids) => outbox.forgetCommands(ids),
      serverMs: () => serverMs,
      askTime: () => void asked++,
      logger,
      monotonicMs: () => monotonicMs,
      ...over,
    });
    runner.begin();
  };
  const stop = async (): Promise<void> => {
    await runner.stop();
    await outbox.close();
  };
  const command = (over: Record<string, unknown> = {}): Buffer =>
    Buffer.from(
      JSON.stringify({
        id: ID,
        kind: 'report-state',
        data: {},
        expiresAt: new Date(NOW_MS + 60_000).toISOString(),
        ...over,
      }),
    );
  const idOf = (n: number): string => `0192f0c1-6f0e-4c3a-9f5e-${String(n).padStart(12, '0')}`;
  /** Until nothing has been written for a while. */
  const settled = async (): Promise<void> => {
    for (let quiet = 0; quiet < 30; quiet = writing > 0 ? 0 : quiet + 1)
      await new Promise((next) => setTimeout(next, 1));
  };
  const states = (): string[] => told.map(({ state }) => state);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bakeloop-commands-'));
    told = [];
    done = [];
    serverMs = NOW_MS;
    monotonicMs = 0;
    asked = 0;
    diskFull = false;
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are done once, however often they are delivered, also to the agent that runs next (C1, C4)', async () => {
    await start();
    await Promise.all([runner.hear(command()), runner.hear(command()), runner.hear(command())]);
    // The same id in other letters is the same command.
    await runner.hear(command({ id: ID.toUpperCase() }));
    await settled();
    await stop();
    await start();
    await runner.hear(command());
    await settled();
    expect(done).toEqual(['report-state']);
    expect(told).toEqual([
      { id: ID, state: 'acknowledged', at: '2026-03-02T00:00:00.000Z' },
      { id: ID, state: 'done', at: '2026-03-02T00:00:00.000Z', data: { fine: true } },
    ]);
  });

  it('that a restart interrupted are told as failed and not done again (C1, C4)', async () => {
    let begun = 0;
    const hanging: CommandHandlers = {
      'report-state': () => {
        begun++;
        return new Promise(() => undefined);
      },
    };
    await start({ handlers: hanging });
    await runner.hear(command());
    // This one waits behind it, and was promised too.
    await runner.hear(command({ id: idOf(2) }));
    await settled();
    await stop();
    expect(states()).toEqual(['acknowledged', 'acknowledged']);
    await start({ handlers: hanging });
    await runner.hear(command());
    await settled();
    expect(begun).toBe(1);
    const ends = new Map(told.slice(2).map(({ id, state, reason }) => [id, `${state}: ${reason}`]));
    expect([...ends.keys()].sort()).toEqual([idOf(2), ID]);
    for (const end of ends.values()) expect(end).toMatch(/^failed: .* not done again$/);
  });

  it('are not begun after their time, whatever they wait for (C5)', async () => {
    let release = (): void => undefined;
    await start({
      handlers: { 'report-state': () => new Promise((resolve) => (release = () => resolve({}))) },
    });
    await runner.hear(command({ id: idOf(1), expiresAt: new Date(NOW_MS).toISOString() }));
    await runner.hear(command({ id: idOf(2) }));
    await runner.hear(command({ id: idOf(3), expiresAt: new Date(NOW_MS + 1_000).toISOString() }));
    await settled();
    serverMs = NOW_MS + 2_000;
    release();
    await settled();
    expect(told.map(({ id, state }) => [id, state])).toEqual([
      [idOf(1), 'expired'],
      [idOf(2), 'acknowledged'],
      [idOf(3), 'acknowledged'],
      [idOf(2), 'done'],
      [idOf(3), 'expired'],
    ]);
  });

  it('wait until the time is known by the server, and have it asked for (C5)', async () => {
    serverMs = null;
    await start();
    await runner.hear(command());
    expect([told, asked]).toEqual([[], 1]);
    serverMs = NOW_MS + 3_600_000;
    runner.timeKnown();
    await settled();
    expect(states()).toEqual(['expired']);
    expect(done).toEqual([]);
  });

  it.each([
    [
      'an unknown kind',
      { kind: 'start-extruder' },
      '"start-extruder" is not taken here; report-state, restart-driver is',
    ],
    ['a kind of every object', { kind: 'constructor' }, '"constructor" is not taken here'],
    [
      'a kind that this kitchen does not take',
      { kind: 'report-readings' },
      '"report-readings" is not taken here',
    ],
    ['data that its kind does not have', { data: { channel: 'm/x' } }, 'data: '],
    [
      'data that is no driver',
      { kind: 'restart-driver', data: { driver: '../../etc' } },
      'a driver is named',
    ],
    ['no kind', { kind: undefined }, 'not a command as the contract says'],
    ['no time', { expiresAt: 'tomorrow' }, 'not a command as the contract says'],
    ['a life of years', { expiresAt: '2030-01-01T00:00:00Z' }, 'expires in more than 7 days'],
  ])('with %s are refused with a reason, and nothing is done', async (_name, over, reason) => {
    await start();
    await runner.hear(command(over));
    await settled();
    expect(done).toEqual([]);
    expect(told).toEqual([
      expect.objectContaining({ id: ID, state: 'failed', reason: expect.stringContaining(reason) }),
    ]);
    // Not remembered: whoever floods a kitchen with nonsense fills nothing.
    expect(outbox.commands.size).toBe(0);
  });

  it.each([
    ['no JSON', Buffer.from('{broken')],
    ['nothing', Buffer.alloc(0)],
    ['no id', Buffer.from('{"kind":"report-state"}')],
    ['an id that is none', command({ id: '../../etc/passwd' })],
    ['a list', Buffer.from('[1]')],
    ['more than any command', command({ data: { pad: 'x'.repeat(40_000) } })],
    ['depth without end', Buffer.from('['.repeat(30_000))],
  ])('that are %s cannot even be answered: left', async (_name, payload) => {
    await start();
    await runner.hear(payload);
    await settled();
    expect([told, done]).toEqual([[], []]);
  });

  it('that come as a flood are left, to be sent again, and cost a bounded number of writes', async () => {
    await start();
    for (let n = 0; n < 100; n++) await runner.hear(command({ id: idOf(n), kind: 'nonsense' }));
    expect(told).toHaveLength(60);
    monotonicMs = 60_000;
    await runner.hear(command());
    await settled();
    expect(done).toEqual(['report-state']);
  });

  it('are not done when they cannot be remembered', async () => {
    await start();
    diskFull = true;
    await runner.hear(command());
    await settled();
    expect(done).toEqual([]);
    diskFull = false;
    await runner.hear(command());
    await settled();
    expect(done).toEqual(['report-state']);
  });

  it('are told as done once that can be stored, and as failed where they throw or take too long', async () => {
    await start({
      handlers: {
        'report-state': () => {
          diskFull = true;
          return {};
        },
        'report-readings': () => new Promise(() => undefined),
        'restart-driver': () => {
          throw new Error('there is no driver "plc"');
        },
      },
      limits: { retryMs: 5, runMs: 20 },
    });
    await runner.hear(command());
    await settled();
    expect(states()).toEqual(['acknowledged']);
    diskFull = false;
    await settled();
    await runner.hear(command({ id: idOf(1), kind: 'restart-driver', data: { driver: 'plc' } }));
    await runner.hear(command({ id: idOf(2), kind: 'report-readings' }));
    await settled();
    expect(
      told.filter(({ state }) => state !== 'acknowledged').map(({ state, reason }) => [state, reason]),
    ).toEqual([
      ['done', undefined],
      ['failed', 'there is no driver "plc"'],
      ['failed', 'not done within 0.02 s'],
    ]);
  });

  it('are answered in words that the platform takes, whatever a device said', async () => {
    const hostile = `\0${'\uD800'}${'é'.repeat(600)}`;
    await start({
      handlers: {
        'report-state': () => ({ lastError: hostile, [`m/${'x'.repeat(3)}`]: [hostile] }),
        'restart-driver': () => {
          throw new Error(hostile);
        },
      },
    });
    await runner.hear(command());
    await runner.hear(command({ id: idOf(1), kind: 'restart-driver', data: { driver: 'plc' } }));
    await settled();
    expect(told).toHaveLength(4);
    for (const result of told)
      expect(parseResult(JSON.parse(JSON.stringify(result)))).toMatchObject({ ok: true });
  });

  it('are forgotten a day after their time, and not before', async () => {
    await start();
    await runner.hear(command());
    await settled();
    serverMs = NOW_MS + 60_000 + 86_000_000;
    await runner.hear(command({ id: idOf(1), kind: 'nonsense' }));
    expect([...outbox.commands.keys()]).toEqual([ID]);
    serverMs += 1_000_000;
    await runner.hear(command({ id: idOf(2), kind: 'nonsense' }));
    expect(outbox.commands.size).toBe(0);
    await stop();
    await start();
    expect(outbox.commands.size).toBe(0);
  });
});
