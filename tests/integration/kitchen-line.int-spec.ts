import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { topics } from '@bakeloop/contracts';
import { createDataSource } from '@bakeloop/db';
import { parseConfig, startConfiguredKitchen, type RunningConfiguredKitchen } from '@bakeloop/kitchen';
import { createLogger } from '@bakeloop/runtime';
import { beforeAll, expect, it } from '@jest/globals';
import { connectAsync } from 'mqtt';
import { atEnd, tempDir } from '../support/cleanup.js';
import { countingSensor } from '../support/counting-sensor.js';
import { eventually } from '../support/eventually.js';
import { startFakePlatform } from '../support/fake-platform.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { startMosquitto } from '../support/mosquitto.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith, requireProgram } from '../support/programs.js';
import type { ServerProcess } from '../support/server-process.js';
import { startTcpProxy } from '../support/tcp-proxy.js';

const AGENT = fileURLToPath(new URL('../../apps/kitchen/dist/main.js', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../infra/kitchen/kitchen.yaml', import.meta.url));

describeWith(['postgres', 'mosquitto', 'prlimit'], 'from a sensor to the committed row', () => {
  let mosquitto: ServerProcess;
  let ingest: ServerProcess;
  let database: ReturnType<typeof createDataSource>;
  beforeAll(async () => {
    const [url, broker] = await Promise.all([freshDatabase(), startMosquitto()]);
    mosquitto = broker;
    database = createDataSource(url, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    ingest = await startIngestProcess(url, broker.url);
  });

  const rowsOf = async (kitchenId: string, channel: string): Promise<{ at: number; value: number }[]> =>
    database.query(
      `SELECT (extract(epoch FROM r.device_time) * 1000)::float8 AS at, r.value FROM reading r JOIN channel c ON c.id = r.channel_id
       WHERE c.kitchen_id = $1 AND c.name = $2 ORDER BY at`,
      [kitchenId, channel],
    );
  const deadLetters = async (): Promise<unknown[]> => database.query('SELECT * FROM dead_letter');

  const startAgent = (
    config: string,
    outbox: string,
    mqttUrl = mosquitto.url,
  ): { process: ChildProcess; end: (signal: NodeJS.Signals) => Promise<number | null> } => {
    const child = spawn(process.execPath, [AGENT, 'run', '--config', config], {
      env: { ...process.env, MQTT_URL: mqttUrl, KITCHEN_OUTBOX: outbox, LOG_LEVEL: 'error' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const end = async (signal: NodeJS.Signals): Promise<number | null> => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    };
    atEnd(async () => void (await end('SIGKILL')));
    return { process: child, end };
  };

  it('loses no pack when the agent is killed and its configuration changes while the platform is away (P1, P3)', async () => {
    const sensor = await countingSensor();
    const folder = await tempDir();
    const config = join(folder, 'kitchen.yaml');
    const configure = (channel: string): Promise<void> =>
      writeFile(
        config,
        `kitchen: { id: line-kitchen }
broker: { url: 'mqtt://the-environment-wins' }
machines: [{ id: m, type: test }]
drivers:
  - name: counter
    type: http
    url: ${sensor.url}
    channels: [{ name: ${channel}, unit: '1', kind: counter, sampleSeconds: 0.1, reportSeconds: 0.3 }]
`,
      );
    await configure('m/first');
    const outbox = join(folder, 'outbox');
    const agent = startAgent(config, outbox);
    await eventually(
      async () => expect((await rowsOf('line-kitchen', 'm/first')).length).toBeGreaterThan(10),
      { withinMs: 20_000 },
    );

    await ingest.stop();
    const readBefore = sensor.count;
    await eventually(() => expect(sensor.count).toBeGreaterThan(readBefore + 30), { withinMs: 20_000 });
    const readAtKill = sensor.count;
    await agent.end('SIGKILL');
    await configure('m/second');
    const again = startAgent(config, outbox);
    await eventually(() => expect(sensor.count).toBeGreaterThan(readAtKill + 10), { withinMs: 20_000 });
    await ingest.restart();

    await eventually(
      async () => expect((await rowsOf('line-kitchen', 'm/second')).length).toBeGreaterThan(5),
      { withinMs: 20_000 },
    );
    const first = await eventually(async () => {
      const values = (await rowsOf('line-kitchen', 'm/first')).map(({ value }) => value);
      // What was not in a pack yet when the agent was killed is gone: at most the report interval, and a look.
      expect(values.length).toBeGreaterThan(readAtKill - 8);
      return values;
    });
    expect(first).toEqual(first.map((_, at) => at + 1));

    // Asked to stop, it says what it read last.
    expect(await again.end('SIGTERM')).toBe(0);
    await eventually(async () => {
      const second = (await rowsOf('line-kitchen', 'm/second')).map(({ value }) => value);
      expect(second).toEqual(second.map((_, at) => second[0]! + at));
      expect(second.at(-1)).toBeGreaterThanOrEqual(sensor.count - 1);
    });
    expect(await deadLetters()).toEqual([]);
  });

  /** A kitchen in this process with one counting sensor, and a clock of the test's. */
  const startWithClock = async (
    id: string,
    mqttUrl: string,
    sensorUrl: string,
    wallMs: () => number,
  ): Promise<RunningConfiguredKitchen> => {
    const {
      broker: _,
      outbox: __,
      ...file
    } = parseConfig(
      `kitchen: { id: ${id} }
broker: { url: '${mqttUrl}' }
machines: [{ id: m, type: test }]
drivers:
  - { name: counter, type: http, url: '${sensorUrl}', channels: [{ name: m/count, unit: '1', sampleSeconds: 0.1, reportSeconds: 0.2 }] }
`,
      `${id}.yaml`,
    );
    const kitchen = await startConfiguredKitchen({
      config: {
        ...file,
        broker: { url: mqttUrl, deflate: true },
        outbox: { folder: await tempDir(), maxBytes: 4e6 },
      },
      logger: createLogger('test', { level: 'silent' }),
      wallMs,
    });
    atEnd(() => kitchen.stop());
    return kitchen;
  };
  const aheadOfUs = (kitchen: RunningConfiguredKitchen): number =>
    Math.abs(Date.parse(kitchen.status().time ?? '') - Date.now());

  it('a kitchen without a clock holds its readings, takes the time from the platform and corrects them (P7)', async () => {
    const sensor = await countingSensor();
    await ingest.stop();
    const beganMs = Date.now();
    // Its clock began with 1970 when the power came.
    const kitchen = await startWithClock('clockless', mosquitto.url, sensor.url, () => performance.now());
    await eventually(() => expect(sensor.count).toBeGreaterThan(20), { withinMs: 10_000 });
    expect(kitchen.status()).toMatchObject({ time: null, clock: 'none' });
    expect(kitchen.status().waiting).toBeGreaterThan(10);
    await ingest.restart();

    const rows = await eventually(
      async () => {
        const found = await rowsOf('clockless', 'm/count');
        expect(found.length).toBeGreaterThan(20);
        return found;
      },
      { withinMs: 45_000 },
    );
    expect(rows.slice(0, 20).map(({ value }) => value)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    );
    expect(Math.abs(rows[0]!.at - beganMs)).toBeLessThan(2_000);
    expect(aheadOfUs(kitchen)).toBeLessThan(2_000);
    expect(kitchen.status()).toMatchObject({ clock: 'platform' });
    expect(await deadLetters()).toEqual([]);
  });

  it('a kitchen whose clock is an hour ahead times its readings by the platform once that has answered, until it is set (P7)', async () => {
    const sensor = await countingSensor();
    let aheadMs = 3_600_000;
    const kitchen = await startWithClock('hour-ahead', mosquitto.url, sensor.url, () => Date.now() + aheadMs);
    await eventually(() => expect(kitchen.status().clock).toBe('platform'), { withinMs: 20_000 });
    expect(aheadOfUs(kitchen)).toBeLessThan(2_000);
    expect(kitchen.status().skewMs / 3_600_000).toBeCloseTo(-1, 2);
    const fromMs = Date.now();
    const from = sensor.count;
    await eventually(() => expect(sensor.count).toBeGreaterThan(from + 20), { withinMs: 10_000 });
    aheadMs = 0;
    await eventually(() => expect(kitchen.status().clock).toBe('own'));
    const until = sensor.count;
    const rows = await eventually(
      async () => {
        const found = await rowsOf('hour-ahead', 'm/count');
        expect(found.at(-1)?.value).toBeGreaterThan(until);
        return found.filter(({ value }) => value > from && value <= until);
      },
      { withinMs: 15_000 },
    );
    // None is missing, none lies in the future, and they follow one another as they were read.
    expect(rows.map(({ value }) => value)).toEqual(rows.map((_, at) => from + 1 + at));
    expect(rows).toHaveLength(until - from);
    for (const { at } of rows) {
      expect(at).toBeGreaterThan(fromMs - 2_000);
      expect(at).toBeLessThan(Date.now());
    }
  });

  it('a kitchen believes no time before 2020, and none that the broker has kept', async () => {
    const sensor = await countingSensor();
    const broker = await startMosquitto();
    const platform = await connectAsync(broker.url);
    atEnd(() => platform.endAsync(true));
    const answer = async (atMs: number, retain = false): Promise<void> => {
      const at = new Date(atMs).toISOString();
      const body = { session: randomUUID(), stream: 'telemetry', seqs: [], rejected: [], at };
      await platform.publishAsync(topics.of('told-lies', 'ack'), JSON.stringify(body), { qos: 1, retain });
    };
    await answer(Date.now() + 3_600_000, true);
    const kitchen = await startWithClock('told-lies', broker.url, sensor.url, () => performance.now());
    await eventually(() => expect(kitchen.status().connected).toBe(true), { withinMs: 10_000 });
    for (let lie = 0; lie < 3; lie++) await answer(Date.UTC(2001, 0, 1));
    await answer(Date.now());
    await eventually(() => expect(kitchen.status().clock).toBe('platform'));
    expect(aheadOfUs(kitchen)).toBeLessThan(2_000);
  });

  it('serves live readings first after an outage, and the backlog from both ends', async () => {
    const sensor = await countingSensor();
    const broker = await startMosquitto();
    const platform = await startFakePlatform(broker.url, 'outage');
    const {
      broker: _,
      outbox: __,
      ...file
    } = parseConfig(
      `kitchen: { id: outage }
broker: { url: '${broker.url}' }
machines: [{ id: m, type: test }]
drivers:
  - { name: counter, type: http, url: '${sensor.url}', channels: [{ name: m/count, unit: '1', sampleSeconds: 0.1, reportSeconds: 0.1 }] }
`,
      'outage.yaml',
    );
    await broker.stop();
    const kitchen = await startConfiguredKitchen({
      config: {
        ...file,
        broker: { url: broker.url, deflate: true },
        outbox: { folder: await tempDir(), maxBytes: 4e6 },
      },
      logger: createLogger('test', { level: 'silent' }),
    });
    atEnd(() => kitchen.stop());
    await eventually(() => expect(kitchen.status().stored.packs).toBeGreaterThan(30), { withinMs: 30_000 });
    const backlog = kitchen.status().stored.packs;
    await broker.restart();
    await eventually(() => expect(platform.packs.length).toBeGreaterThan(backlog), { withinMs: 40_000 });
    const first = platform.packs.slice(0, 10).map(({ seq }) => seq);
    expect(first).toContain(1);
    expect(Math.max(...first)).toBeGreaterThan(backlog - 10);
    // All of it, once; what is sampled meanwhile is on its way.
    const wanted = Array.from(
      { length: Math.max(...platform.packs.map(({ seq }) => seq)) },
      (_, at) => at + 1,
    );
    const got = (): number[] => platform.packs.map(({ seq }) => seq);
    await eventually(() => expect(wanted.filter((seq) => !got().includes(seq))).toEqual([]), {
      withinMs: 20_000,
    });
    expect(got().length).toBe(new Set(got()).size);
  });

  it('stops when asked to, also on a line that has silently died, and the next run sends what it had', async () => {
    const sensor = await countingSensor();
    const line = await startTcpProxy(mosquitto.url);
    const folder = await tempDir();
    const config = join(folder, 'kitchen.yaml');
    await writeFile(
      config,
      `kitchen: { id: dead-line }
broker: { url: 'mqtt://the-environment-wins' }
machines: [{ id: m, type: test }]
drivers:
  - { name: counter, type: http, url: '${sensor.url}', channels: [{ name: m/count, unit: '1', sampleSeconds: 0.1, reportSeconds: 0.2 }] }
`,
    );
    const outbox = join(folder, 'outbox');
    const agent = startAgent(config, outbox, line.url);
    await eventually(async () => expect((await rowsOf('dead-line', 'm/count')).length).toBeGreaterThan(5), {
      withinMs: 20_000,
    });
    line.halfOpen();
    const cutAt = sensor.count;
    await eventually(() => expect(sensor.count).toBeGreaterThan(cutAt + 10), { withinMs: 10_000 });
    expect(await agent.end('SIGTERM')).toBe(0);
    const again = startAgent(config, outbox);
    await eventually(
      async () => {
        const values = (await rowsOf('dead-line', 'm/count')).map(({ value }) => value);
        expect(values.length).toBeGreaterThan(cutAt + 10);
        expect(values).toEqual(values.map((_, at) => at + 1));
      },
      { withinMs: 20_000 },
    );
    expect(await again.end('SIGTERM')).toBe(0);
  });

  it('loses nothing when its disk is full for a while: what cannot be stored waits in memory', async () => {
    const sensor = await countingSensor();
    // Of its own: the ingest would settle what the fake platform is deaf for.
    const broker = await startMosquitto();
    const platform = await startFakePlatform(broker.url, 'full-disk');
    platform.deaf = true;
    const folder = await tempDir();
    const config = join(folder, 'kitchen.yaml');
    await writeFile(
      config,
      `kitchen: { id: full-disk }
broker: { url: '${broker.url}' }
machines: [{ id: m, type: test }]
drivers:
  - { name: counter, type: http, url: '${sensor.url}', channels: [{ name: m/count, unit: '1', sampleSeconds: 0.1, reportSeconds: 0.1 }] }
`,
    );
    // No file of the agent may grow beyond 6 KB: every 30 packs or so a write fails as on a full disk, with EFBIG.
    const agent = spawn(
      requireProgram('prlimit'),
      ['--fsize=6000:unlimited', process.execPath, AGENT, 'run', '--config', config],
      {
        env: { ...process.env, KITCHEN_OUTBOX: join(folder, 'outbox') },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    atEnd(async () => void agent.kill('SIGKILL'));
    let said = '';
    agent.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(() => expect(said).toContain('readings cannot be stored'), { withinMs: 30_000 });
    const atFull = sensor.count;
    await eventually(() => expect(sensor.count).toBeGreaterThan(atFull + 70), { withinMs: 20_000 });
    await promisify(execFile)(requireProgram('prlimit'), ['--fsize=unlimited', '--pid', String(agent.pid)]);
    await eventually(() => expect(said).toContain('readings are stored again'), { withinMs: 15_000 });
    platform.deaf = false;
    const untilNow = sensor.count;
    // A new connection has all that was not acknowledged sent again at once; and what comes before the platform is back as
    // well, after half a minute.
    await broker.restart();
    await eventually(
      () => {
        const values = platform.values('m/count');
        expect(values.length).toBeGreaterThan(untilNow);
        expect(values).toEqual(values.map((_, at) => at + 1));
      },
      { withinMs: 80_000, everyMs: 250 },
    );
  }, 180_000);

  it('`check` says what the sample configuration would read, and exits with 1 on one that is wrong', async () => {
    const check = async (file: string): Promise<{ code: number; out: string; err: string }> => {
      const child = spawn(process.execPath, [AGENT, 'check', '--config', file]);
      const [out, err, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'exit') as Promise<[number]>,
      ]);
      return { code, out, err };
    };
    expect(await check(SAMPLE)).toMatchObject({
      code: 0,
      out: expect.stringContaining('12 channels from 5 drivers'),
      err: '',
    });
    const wrong = join(await tempDir(), 'wrong.yaml');
    await writeFile(wrong, 'kitchen: { id: X }\n');
    const { code, err } = await check(wrong);
    expect(code).toBe(1);
    expect(err).toContain(`${wrong}:1 kitchen.id: write 3 to 32 characters`);
  });
});
