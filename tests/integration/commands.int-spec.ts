import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startApi } from '@bakeloop/api';
import { topics, type CommandView } from '@bakeloop/contracts';
import { createDataSource, takeDueCommands } from '@bakeloop/db';
import { CommandDesk } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import modbus from 'modbus-serial';
import { connectAsync, type MqttClient } from 'mqtt';
import { apiClient } from '../support/api-client.js';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { startMosquitto } from '../support/mosquitto.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { freePort, type ServerProcess } from '../support/server-process.js';
import type { TestKitchen } from '../support/test-kitchen.js';
import { fetchSignedIn } from '../support/signed-in.js';

const AGENT = fileURLToPath(new URL('../../apps/kitchen/dist/main.js', import.meta.url));
const ASKED = { note: 'The charts stand still' };

/** Asks a kitchen for something, as the page does. */
async function ask(
  apiUrl: string,
  kitchenId: string,
  body: object,
): Promise<{ status: number; body: CommandView & { detail?: string } }> {
  const response = await fetchSignedIn(`${apiUrl}/api/v1/kitchens/${kitchenId}/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...ASKED, ...body }),
  });
  return { status: response.status, body: (await response.json()) as CommandView };
}

const told = ({ steps }: CommandView): string[] => steps.map(({ state, saidBy }) => `${state} (${saidBy})`);

describeWith(['postgres', 'mosquitto'], 'commands, from the page to the agent and back', () => {
  let ingest: ServerProcess;
  let database: ReturnType<typeof createDataSource>;
  let apiUrl: string;
  let anyone: MqttClient;
  let written = 0;
  let folder: string;
  let configFile: string;
  const kitchenId = 'commanded';

  beforeAll(async () => {
    const [databaseUrl, broker] = await Promise.all([freshDatabase(), startMosquitto()]);
    database = createDataSource(databaseUrl, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    ingest = await startIngestProcess(databaseUrl, broker.url);
    const api = await startApi({ databaseUrl, mqttUrl: broker.url, port: 0, demo: true, logLevel: 'error' });
    atEnd(() => api.stop());
    apiUrl = api.url;
    anyone = await connectAsync(broker.url);
    atEnd(() => anyone.endAsync(true));

    // A machine's controller, which notes whatever is written to it; and a device that never answers.
    const port = await freePort();
    const write = (): void => void written++;
    const plc = new modbus.ServerTCP(
      {
        getHoldingRegister: () => 201,
        getMultipleHoldingRegisters: (_start: number, length: number) => Array<number>(length).fill(201),
        setRegister: write,
        setRegisterArray: write,
        setCoil: write,
      },
      { host: '127.0.0.1', port, unitID: 1 },
    );
    await once(plc, 'initialized');
    atEnd(() => new Promise((closed) => plc.close(() => closed())));
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    atEnd(async () => {
      silent.closeAllConnections();
      await new Promise((closed) => silent.close(closed));
    });
    folder = await tempDir();
    configFile = join(folder, 'kitchen.yaml');
    const { port: silentPort } = silent.address() as AddressInfo;
    await writeFile(
      configFile,
      `kitchen: { id: ${kitchenId} }
broker: { url: '${broker.url}' }
machines: [{ id: m, type: test }]
drivers:
  - { name: plc, type: modbus-tcp, host: 127.0.0.1, port: ${port}, channels: [{ name: m/speed, unit: 1/min, register: 1, sampleSeconds: 0.2, reportSeconds: 0.5, heartbeatSeconds: 3600 }] }
  - { name: silent, type: http, url: 'http://127.0.0.1:${silentPort}', timeoutSeconds: 60, channels: [{ name: m/silent, unit: Cel }] }
`,
    );
  });

  interface Agent {
    process: ChildProcess;
    /** Every line it has logged. */
    log: () => { msg: string; id?: string }[];
    /** What the runtime says of it. */
    warnings: () => string;
    end: (signal: NodeJS.Signals) => Promise<void>;
  }
  const startAgent = async (): Promise<Agent> => {
    const child = spawn(process.execPath, [AGENT, 'run', '--config', configFile], {
      env: { ...process.env, KITCHEN_OUTBOX: join(folder, 'outbox'), LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    let warned = '';
    child.stderr.on('data', (chunk: Buffer) => (warned += chunk.toString()));
    const end = async (signal: NodeJS.Signals): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    };
    atEnd(() => end('SIGKILL'));
    const log: Agent['log'] = () =>
      said
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { msg: string });
    await eventually(() => expect(log().map(({ msg }) => msg)).toContain('connected'), { withinMs: 15_000 });
    return { process: child, log, warnings: () => warned, end };
  };
  const presence = async (): Promise<string> =>
    (await apiClient(apiUrl).answer('kitchen', `/kitchens/${kitchenId}`)).presence;
  const commandOf = (id: string): Promise<CommandView> =>
    apiClient(apiUrl).answer('command', `/kitchens/${kitchenId}/commands/${id}`);
  const until = (id: string, state: CommandView['state']): Promise<CommandView> =>
    eventually(
      async () => {
        const found = await commandOf(id);
        expect(found.state).toBe(state);
        return found;
      },
      { withinMs: 30_000, everyMs: 100 },
    );
  const say = (body: object | string, retain = false): Promise<unknown> =>
    anyone.publishAsync(
      topics.of(kitchenId, 'commands'),
      typeof body === 'string' ? body : JSON.stringify(body),
      { qos: 1, retain },
    );

  let agent: Agent;

  it('are done, answered and audited: each state with its time, and who asked why (C1)', async () => {
    agent = await startAgent();
    await eventually(async () => expect(await presence()).toBe('online'), { withinMs: 10_000 });
    const { status, body } = await ask(apiUrl, kitchenId, { kind: 'report-state' });
    expect([status, body.state, told(body)]).toEqual([200, 'queued', ['queued (platform)']]);
    expect(body).toMatchObject({ ...ASKED, kind: 'report-state', data: {}, kitchenId, sends: 0 });
    const done = await until(body.id, 'done');
    expect(told(done)).toEqual([
      'queued (platform)',
      'sent (platform)',
      'acknowledged (kitchen)',
      'done (kitchen)',
    ]);
    const times = done.steps.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    const answer = done.steps.at(-1)!;
    expect(Math.abs(Date.parse(answer.deviceAt ?? '') - Date.parse(answer.at))).toBeLessThan(5_000);
    expect(answer.data).toMatchObject({
      connected: true,
      clock: 'own',
      rejected: 0,
      drivers: [
        expect.objectContaining({ name: 'silent', state: 'starting' }),
        expect.objectContaining({ name: 'plc', state: 'ok' }),
      ],
    });
    const { items } = await apiClient(apiUrl).answer('commands', `/kitchens/${kitchenId}/commands`);
    expect(items).toEqual([done]);
    const kitchen = await apiClient(apiUrl).answer('kitchen', `/kitchens/${kitchenId}`);
    expect(kitchen.commandsChangedAt).toBe(answer.at);
    expect(kitchen.birth?.commands).toEqual(['report-state', 'report-readings', 'restart-driver']);
  });

  it('restart a driver and have readings reported, and never write to a machine (C2)', async () => {
    const restarted = await ask(apiUrl, kitchenId, { kind: 'restart-driver', data: { driver: 'plc' } });
    const { steps } = await until(restarted.body.id, 'done');
    expect(steps.at(-1)?.data).toMatchObject({ name: 'plc', state: 'ok' });
    const reported = await ask(apiUrl, kitchenId, {
      kind: 'report-readings',
      data: { channels: ['m/speed'] },
    });
    expect((await until(reported.body.id, 'done')).steps.at(-1)?.data).toEqual({ readings: 1 });
    const wrong = await ask(apiUrl, kitchenId, { kind: 'restart-driver', data: { driver: 'press' } });
    expect((await until(wrong.body.id, 'failed')).steps.at(-1)?.reason).toContain('no driver "press"');
    expect(written).toBe(0);
  });

  it('leave nothing behind in the agent, however many it does', async () => {
    const ids = Array.from({ length: 12 }, () => randomUUID());
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    for (const id of ids) await say({ id, kind: 'report-state', data: {}, expiresAt });
    await eventually(
      () => {
        const done = agent.log().flatMap(({ msg, id }) => (msg === 'command done' ? [String(id)] : []));
        expect(ids.filter((id) => !done.includes(id))).toEqual([]);
      },
      { withinMs: 20_000 },
    );
    expect(agent.warnings()).not.toContain('MaxListenersExceededWarning');
  });

  it('are done once however often they come, and nothing is done of what is none, unknown, expired or retained (C1 to C5)', async () => {
    const ids: string[] = [];
    const command = (over: object = {}) => ({
      id: (ids[ids.length] = randomUUID()),
      kind: 'report-state',
      data: {},
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
      ...over,
    });
    const twice = command();
    for (const body of [
      twice,
      '{broken',
      '[]',
      'null',
      JSON.stringify({ id: 7 }),
      twice,
      command({ kind: 'start-extruder' }),
      command({ kind: 'restart-driver', data: { driver: 'plc', command: 'rm -rf /' } }),
      // By more than the two clocks may be guessed apart.
      command({ expiresAt: new Date(Date.now() - 10_000).toISOString() }),
      command({ data: { pad: 'x'.repeat(200_000) } }),
      twice,
    ])
      await say(body);
    // What comes last is done last.
    const last = await ask(apiUrl, kitchenId, { kind: 'report-state' });
    await until(last.body.id, 'done');
    await eventually(() => {
      // Of commands of before the agent may still be telling.
      const done = agent.log().flatMap(({ msg, id }) => (msg === 'command done' ? [String(id)] : []));
      const ofThese = [...ids, last.body.id];
      expect(done.filter((id) => ofThese.includes(id))).toEqual([twice.id, last.body.id]);
    });
    // A kitchen that comes back is given what the broker kept, and does not do it.
    await agent.end('SIGTERM');
    await say(command(), true);
    agent = await startAgent();
    await eventually(() =>
      expect(agent.log().map(({ msg }) => msg)).toContain('a retained command: ignored'),
    );
    expect(agent.log().filter(({ msg }) => msg === 'command taken')).toEqual([]);
    await say('', true);
    // Nobody here gave these: the answers are dead letters, and the kitchen is told so.
    await eventually(async () => {
      const { items } = await apiClient(apiUrl).answer('deadLetters', '/dead-letters?reason=unknown_command');
      expect(items.length).toBeGreaterThan(3);
    });
    const { body } = await ask(apiUrl, kitchenId, { kind: 'report-state' });
    const { rejected } = (await until(body.id, 'done')).steps.at(-1)?.data as { rejected: number };
    expect(rejected).toBeGreaterThan(3);
  });

  it('wait for a kitchen that is offline, and are given up when their time is over (C1, C3)', async () => {
    await agent.end('SIGKILL');
    await eventually(async () => expect(await presence()).toBe('offline'), { withinMs: 15_000 });
    const late = await ask(apiUrl, kitchenId, { kind: 'report-state', expiresInSeconds: 10 });
    const patient = await ask(apiUrl, kitchenId, { kind: 'report-state', expiresInSeconds: 3_600 });
    const expired = await until(late.body.id, 'expired');
    expect(told(expired)).toEqual(['queued (platform)', 'expired (platform)']);
    expect(expired.steps.at(-1)?.reason).toBe('the kitchen was not connected in time');
    expect((await commandOf(patient.body.id)).state).toBe('queued');
    // A clock that was an hour ahead and is put right sends nothing every second until then.
    await database.query(`UPDATE kitchen SET state = 'online' WHERE id = $1`, [kitchenId]);
    const ahead = new Date(Date.now() + 30 * 60_000);
    expect(await takeDueCommands(database, ahead)).toHaveLength(1);
    expect(await takeDueCommands(database, new Date())).toEqual([]);
    await database.query(`UPDATE kitchen SET state = 'offline' WHERE id = $1`, [kitchenId]);
    agent = await startAgent();
    await until(patient.body.id, 'done');
    expect((await commandOf(late.body.id)).state).toBe('expired');
    expect(agent.log().filter(({ msg }) => msg === 'command done')).toHaveLength(1);
  });

  it('survive the agent killed in the middle: told as failed, not begun again (C1, C4)', async () => {
    // The device never answers, so that the restart of its driver is waited for.
    const { body } = await ask(apiUrl, kitchenId, { kind: 'restart-driver', data: { driver: 'silent' } });
    await eventually(
      () => expect(agent.log().map(({ msg }) => msg)).toContain('driver is restarted as asked'),
      { withinMs: 10_000 },
    );
    await agent.end('SIGKILL');
    agent = await startAgent();
    const failed = await until(body.id, 'failed');
    expect(told(failed).at(-2)).toBe('acknowledged (kitchen)');
    expect(failed.steps.at(-1)?.reason).toContain('the agent was restarted meanwhile');
    expect(agent.log().map(({ msg }) => msg)).not.toContain('driver is restarted as asked');
  });

  it('survive the platform killed in the middle: the answer comes when it is back (C1, C6, P3)', async () => {
    const { body } = await ask(apiUrl, kitchenId, { kind: 'restart-driver', data: { driver: 'silent' } });
    await until(body.id, 'acknowledged');
    await ingest.kill9();
    const queued = await ask(apiUrl, kitchenId, { kind: 'report-state' });
    await eventually(() => expect(agent.log().map(({ msg }) => msg)).toContain('command done'), {
      withinMs: 20_000,
    });
    expect((await commandOf(body.id)).state).toBe('acknowledged');
    await ingest.restart();
    await until(body.id, 'done');
    await until(queued.body.id, 'done');
    expect(agent.log().filter(({ msg }) => msg === 'command done')).toHaveLength(2);
  });
});

describeWith(['postgres', 'mosquitto'], 'commands, as the platform keeps them', () => {
  let stack: ApiStack;
  let kitchens = 0;
  beforeAll(async () => {
    stack = await startApiStack();
  });

  /** A kitchen that takes commands and answers as a test says. */
  const kitchenWith = async (
    commands: string[] = ['report-state', 'restart-driver'],
  ): Promise<TestKitchen> => {
    const kitchen = await stack.kitchen(`answering-${++kitchens}`, { commands });
    await eventually(async () => {
      const { birth, presence } = await apiClient(stack.api.url).answer('kitchen', `/kitchens/${kitchen.id}`);
      expect([birth?.commands, presence]).toEqual([commands, 'online']);
    });
    return kitchen;
  };
  const commandOf = (kitchen: TestKitchen, id: string): Promise<CommandView> =>
    apiClient(stack.api.url).answer('command', `/kitchens/${kitchen.id}/commands/${id}`);

  it('may be asked for twice and are one; what cannot be asked for is refused in words', async () => {
    const kitchen = await kitchenWith();
    const id = randomUUID();
    const first = await ask(stack.api.url, kitchen.id, { id, kind: 'report-state' });
    const again = await ask(stack.api.url, kitchen.id, { id: id.toUpperCase(), kind: 'report-state' });
    expect([again.status, again.body.id, again.body.createdAt]).toEqual([200, id, first.body.createdAt]);
    expect(again.body.by).toBe('Anouk (demo)');
    const refusals: [number, string, object][] = [
      [409, 'asks for something else', { id, kind: 'report-state', note: 'Another reason' }],
      [409, 'does not take report-readings; it takes report-state', { kind: 'report-readings' }],
      [422, 'kind', { kind: 'start-extruder' }],
      [422, 'body.data.driver', { kind: 'restart-driver', data: { driver: 'PLC; reboot' } }],
      [422, 'body.data', { kind: 'restart-driver' }],
      [422, 'body.data', { kind: 'report-state', data: { all: true } }],
      // Who asks is who is signed in, whatever is claimed.
      [422, 'by', { kind: 'report-state', by: 'Somebody else' }],
      [422, 'body.note', { kind: 'report-state', note: '' }],
      [422, 'body.expiresInSeconds', { kind: 'report-state', expiresInSeconds: 31 * 86_400 }],
      [422, 'expiresAt', { kind: 'report-state', expiresAt: '2030-01-01T00:00:00Z' }],
      [422, 'body.id', { kind: 'report-state', id: '1' }],
    ];
    for (const [status, words, body] of refusals) {
      const refused = await ask(stack.api.url, kitchen.id, body);
      expect([refused.status, refused.body.detail]).toEqual([status, expect.stringContaining(words)]);
    }
    const dumb = await kitchenWith([]);
    const other = await ask(stack.api.url, dumb.id, { id, kind: 'report-state' });
    expect(other.body.detail).toContain('does not say in its birth certificate that it takes commands');
    expect((await ask(stack.api.url, 'nobody-01', { kind: 'report-state' })).status).toBe(404);
    const foreign = await kitchenWith();
    expect((await ask(stack.api.url, foreign.id, { id, kind: 'report-state' })).status).toBe(409);
    expect((await apiClient(stack.api.url).refusal(`/kitchens/${foreign.id}/commands/${id}`)).status).toBe(
      404,
    );
    expect((await apiClient(stack.api.url).refusal('/kitchens/nobody-01/commands')).status).toBe(404);
  });

  it('are at most twenty that wait, and a page of them follows another', async () => {
    const kitchen = await kitchenWith();
    for (let n = 0; n < 20; n++)
      expect((await ask(stack.api.url, kitchen.id, { kind: 'report-state' })).status).toBe(200);
    const refused = await ask(stack.api.url, kitchen.id, { kind: 'report-state' });
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('20 commands')]);
    const path = `/kitchens/${kitchen.id}/commands?limit=15`;
    const first = await apiClient(stack.api.url).answer('commands', path);
    const second = await apiClient(stack.api.url).answer('commands', `${path}&cursor=${first.next}`);
    expect([first.items.length, second.items.length, second.next]).toEqual([15, 5, null]);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(20);
  });

  it('are what all that was said makes them, in any order and repetition; the kitchen knows better than the clock (C1, P6)', async () => {
    const kitchen = await kitchenWith();
    const { body } = await ask(stack.api.url, kitchen.id, { kind: 'report-state', expiresInSeconds: 10 });
    await eventually(() => expect(kitchen.commands.map(({ id }) => id)).toContain(body.id));
    expect(kitchen.commands[0]).toEqual({
      id: body.id,
      kind: 'report-state',
      data: {},
      expiresAt: body.expiresAt,
    });
    await eventually(async () => expect((await commandOf(kitchen, body.id)).state).toBe('expired'), {
      withinMs: 20_000,
    });
    // It had done it, and could not say so.
    const results = [
      { id: body.id, state: 'done', at: body.createdAt, data: { fine: true } },
      { id: body.id, state: 'acknowledged', at: '1970-01-01T00:00:00Z' },
      { id: body.id, state: 'done', data: { fine: false } },
    ];
    const { session } = kitchen;
    await kitchen.publish('results', { session, seq: 1, results: results.slice(0, 1) });
    await kitchen.publish('results', { session, seq: 1, results: results.slice(0, 1) });
    await kitchen.publish('results', { session, seq: 2, results: results.slice(1) });
    await kitchen.untilSettled('results', 1, 2);
    const command = await commandOf(kitchen, body.id);
    expect(command.state).toBe('done');
    expect(told(command)).toEqual([
      'queued (platform)',
      'sent (platform)',
      'expired (platform)',
      'done (kitchen)',
      'acknowledged (kitchen)',
    ]);
    expect(command.steps[3]).toMatchObject({ deviceAt: body.createdAt, data: { fine: true } });
    expect(command.steps[4]?.deviceAt).toBeNull();
    expect(kitchen.acks.flatMap(({ rejected }) => rejected)).toEqual([]);
  });

  it('are answered for their own kitchen only; bad results cost no good one and are told (T1, C6, section 6)', async () => {
    const [kitchen, thief] = [await kitchenWith(), await kitchenWith()];
    const { body } = await ask(stack.api.url, kitchen.id, { kind: 'report-state' });
    const { session } = thief;
    await thief.publish('results', { session, seq: 1, results: [{ id: body.id, state: 'done' }] });
    await thief.publish('results', { session, seq: 2, results: 'all' });
    await thief.untilSettled('results', 1, 2);
    expect((await commandOf(kitchen, body.id)).state).not.toBe('done');
    const deep = JSON.parse('{"a":'.repeat(60) + '1' + '}'.repeat(60)) as unknown;
    await kitchen.publish('results', {
      session: kitchen.session,
      seq: 1,
      results: [
        7,
        { id: body.id, state: 'exploded' },
        { id: body.id, state: 'failed', reason: 'a\0b' },
        { id: body.id, state: 'failed', data: { deep } },
        { id: body.id, state: 'failed', data: { pad: 'x'.repeat(40_000) } },
        { id: body.id, state: 'done' },
      ],
    });
    await kitchen.untilSettled('results', 1);
    expect((await commandOf(kitchen, body.id)).state).toBe('done');
    const letters = await stack.database.query<{ kitchen: string; reason: string; position: number }[]>(
      `SELECT kitchen_id AS kitchen, reason, position FROM dead_letter WHERE kitchen_id = ANY($1) ORDER BY 1, 2, 3`,
      [[kitchen.id, thief.id]],
    );
    expect(letters).toEqual([
      ...[0, 1, 2, 3, 4].map((position) => ({ kitchen: kitchen.id, reason: 'schema', position })),
      { kitchen: thief.id, reason: 'schema', position: -1 },
      { kitchen: thief.id, reason: 'unknown_command', position: 0 },
    ]);
    const tally = await stack.database.query(
      `SELECT received, stored, dead_lettered FROM tally WHERE kitchen_id = $1`,
      [kitchen.id],
    );
    expect(tally).toEqual([{ received: 6, stored: 1, dead_lettered: 5 }]);
  });

  it('are sent again to a kitchen that connects anew before it has answered (C3)', async () => {
    const kitchen = await kitchenWith();
    const { body } = await ask(stack.api.url, kitchen.id, { kind: 'report-state' });
    await eventually(() => expect(kitchen.commands).toHaveLength(1));
    await kitchen.publish('status', { session: kitchen.session, state: 'offline' });
    await kitchen.publish('status', { session: kitchen.session, state: 'online' });
    await eventually(() => expect(kitchen.commands).toHaveLength(2));
    expect(kitchen.commands[1]).toEqual(kitchen.commands[0]);
    expect(await commandOf(kitchen, body.id)).toMatchObject({ state: 'sent', sends: 2 });
    // Once it has it, it is not told again: it may have lost its memory since.
    await kitchen.publish('results', {
      session: kitchen.session,
      seq: 1,
      results: [{ id: body.id, state: 'acknowledged' }],
    });
    await kitchen.untilSettled('results', 1);
    await kitchen.publish('status', { session: kitchen.session, state: 'offline' });
    await kitchen.publish('status', { session: kitchen.session, state: 'online' });
    const next = await ask(stack.api.url, kitchen.id, { kind: 'report-state' });
    await eventually(() => expect(kitchen.commands.at(-1)?.id).toBe(next.body.id));
    expect(kitchen.commands).toHaveLength(3);
  });

  it('are given up a day after their time when the kitchen took them and said no more; its late word holds (C6)', async () => {
    const kitchen = await kitchenWith();
    const { body } = await ask(stack.api.url, kitchen.id, { kind: 'report-state' });
    const say = async (seq: number, state: string): Promise<void> => {
      const results = [{ id: body.id, state }];
      await kitchen.publish('results', { session: kitchen.session, seq, results });
      await kitchen.untilSettled('results', seq);
    };
    await say(1, 'acknowledged');
    const desk = new CommandDesk(stack.database);
    const dayAfterMs = Date.parse(body.expiresAt) + 86_400_000;
    await desk.giveUp(new Date(dayAfterMs - 1_000));
    expect((await commandOf(kitchen, body.id)).state).toBe('acknowledged');
    const changes = await desk.giveUp(new Date(dayAfterMs));
    expect(changes.map(({ kitchenId }) => kitchenId)).toContain(kitchen.id);
    const givenUp = await commandOf(kitchen, body.id);
    expect(givenUp.state).toBe('failed');
    expect(givenUp.steps.at(-1)).toMatchObject({
      saidBy: 'platform',
      reason: 'the kitchen took it and never said how it ended',
    });
    await say(2, 'done');
    expect((await commandOf(kitchen, body.id)).state).toBe('done');
    expect(await desk.giveUp(new Date(dayAfterMs))).toEqual([]);
  });

  it('cost one query as long as there is none to give up', async () => {
    const queries: string[] = [];
    const desk = new CommandDesk({
      query: (text, parameters) => {
        queries.push(text);
        return stack.database.query(text, parameters);
      },
      transaction: () => Promise.reject(new Error('nothing is to be written')),
    });
    expect(await desk.giveUp(new Date(0))).toEqual([]);
    expect(queries).toHaveLength(1);
  });
});
