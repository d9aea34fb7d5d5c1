import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createDataSource } from '@bakeloop/db';
import { beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { API_ENTRY } from '../support/api-process.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { INGEST_ENTRY, startIngestProcess } from '../support/ingest-process.js';
import { startMosquitto } from '../support/mosquitto.js';
import { startPostgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { freePort, type ServerProcess } from '../support/server-process.js';
import { connectKitchen } from '../support/test-kitchen.js';

/** What a service manager waits for before it kills, ms; the promise is to be gone before. */
const STOPPED_WITHIN_MS = 10_000;

describeWith(['postgres', 'mosquitto'], 'on SIGTERM with work under way', () => {
  let databaseUrl: string;
  let mosquitto: ServerProcess;

  beforeAll(async () => {
    const [postgres, broker] = await Promise.all([startPostgres(), startMosquitto()]);
    mosquitto = broker;
    databaseUrl = await postgres.freshDatabase();
    const database = createDataSource(databaseUrl, 1);
    await database.initialize();
    await database.runMigrations();
    await database.destroy();
  });

  /** Starts a built program; tells what it said, and how and how soon it ends on SIGTERM. */
  function started(entry: string, env: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, [entry], {
      env: { ...process.env, DATABASE_URL: databaseUrl, MQTT_URL: mosquitto.url, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    atEnd(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    });
    return {
      said: () => said,
      async stop(): Promise<{ code: number | null; inTime: boolean }> {
        const beganMs = performance.now();
        child.kill('SIGTERM');
        const code = await ended;
        return { code, inTime: performance.now() - beganMs < STOPPED_WITHIN_MS };
      },
    };
  }

  /** Holds every statement up that touches the table, until it is let go. */
  async function locked(table: string): Promise<{ waiting(): Promise<void>; letGo(): Promise<void> }> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    atEnd(() => client.end());
    await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    return {
      waiting: () =>
        eventually(async () => {
          const { rows } = await client.query(
            `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
          );
          expect(rows.length).toBeGreaterThan(0);
        }),
      letGo: async () => void (await client.query('COMMIT')),
    };
  }

  it('an ingest settles what it has begun, acknowledges it and ends cleanly', async () => {
    const ingest = started(INGEST_ENTRY, { INGEST_CLIENT_ID: 'ending' });
    await eventually(() => expect(ingest.said()).toContain('broker connected'), { withinMs: 30_000 });
    const kitchen = await connectKitchen(mosquitto.url, 'ending-kitchen');
    atEnd(() => kitchen.end());
    const lock = await locked('pack');
    await kitchen.pack(1, [{ n: 'm/x', bt: Math.floor(Date.now() / 1_000), v: 1 }]);
    await lock.waiting();
    const stopped = ingest.stop();
    await lock.letGo();
    expect(await stopped).toEqual({ code: 0, inTime: true });
    await eventually(() => expect(kitchen.settled('telemetry', 1)).toBe(true));
  }, 120_000);

  it('an ingest that cannot commit ends all the same, and the next one settles what it had', async () => {
    const ingest = started(INGEST_ENTRY, { INGEST_CLIENT_ID: 'ingest-process' });
    await eventually(() => expect(ingest.said()).toContain('broker connected'), { withinMs: 30_000 });
    const kitchen = await connectKitchen(mosquitto.url, 'held-kitchen');
    atEnd(() => kitchen.end());
    const lock = await locked('pack');
    await kitchen.pack(1, [{ n: 'm/x', bt: Math.floor(Date.now() / 1_000), v: 1 }]);
    await lock.waiting();
    expect(await ingest.stop()).toEqual({ code: 0, inTime: true });
    expect(ingest.said()).toContain('stopped with statements under way');
    expect(kitchen.settled('telemetry', 1)).toBe(false);
    await lock.letGo();
    const next = await startIngestProcess(databaseUrl, mosquitto.url);
    await kitchen.untilSettled('telemetry', 1);
    // Its upkeep would wait for the locks of the tests that follow.
    await next.stop();
  }, 120_000);

  it('an API answers what it was asked, takes no more, and ends cleanly', async () => {
    const port = await freePort();
    const api = started(API_ENTRY, { PORT: String(port) });
    const url = `http://127.0.0.1:${port}`;
    await eventually(() => expect(api.said()).toContain('Bakeloop answers'), { withinMs: 30_000 });
    const lock = await locked('kitchen');
    const asked = fetch(`${url}/api/v1/public/kitchens`);
    await lock.waiting();
    // As a proxy has them: open, and not yet used.
    const held = connect({ host: '127.0.0.1', port });
    await once(held, 'connect');
    const stopped = api.stop();
    await eventually(() => expect(fetch(`${url}/health/live`)).rejects.toThrow());
    let said = '';
    held.on('data', (chunk: Buffer) => (said += chunk.toString()));
    held.write(`GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await once(held, 'end', { signal: AbortSignal.timeout(3_000) });
    expect(said).toMatch(/^HTTP\/1.1 200 .*^connection: close\r$/ims);
    await lock.letGo();
    expect((await asked).status).toBe(200);
    expect(await stopped).toEqual({ code: 0, inTime: true });
  }, 120_000);

  it('an API that gets no answer from the database ends all the same', async () => {
    const port = await freePort();
    const api = started(API_ENTRY, { PORT: String(port) });
    await eventually(() => expect(api.said()).toContain('Bakeloop answers'), { withinMs: 30_000 });
    const lock = await locked('kitchen');
    const asked = fetch(`http://127.0.0.1:${port}/api/v1/public/kitchens`).then(
      () => 'answered',
      () => 'cut',
    );
    await lock.waiting();
    expect(await api.stop()).toEqual({ code: 0, inTime: true });
    expect(await asked).toBe('cut');
    await lock.letGo();
  }, 120_000);
});
