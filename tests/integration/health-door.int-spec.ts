import { createDataSource } from '@bakeloop/db';
import { startIngest } from '@bakeloop/ingest';
import { beforeAll, expect, it } from '@jest/globals';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startMosquitto } from '../support/mosquitto.js';
import { startPostgres, type Postgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { freePort, type ServerProcess } from '../support/server-process.js';
import { connectKitchen } from '../support/test-kitchen.js';

describeWith(['postgres', 'mosquitto'], 'the health door of an ingest, on PostgreSQL and Mosquitto', () => {
  let postgres: Postgres;
  let mosquitto: ServerProcess;
  let url: string;

  beforeAll(async () => {
    [postgres, mosquitto] = await Promise.all([startPostgres(), startMosquitto()]);
    const databaseUrl = await postgres.freshDatabase();
    const database = createDataSource(databaseUrl, 1);
    await database.initialize();
    await database.runMigrations();
    await database.destroy();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const ingest = await startIngest({
      DATABASE_URL: databaseUrl,
      MQTT_URL: mosquitto.url,
      INGEST_CLIENT_ID: 'health-door',
      HEALTH_PORT: port,
      LOG_LEVEL: 'error',
    });
    atEnd(() => ingest.stop());
  });

  const ready = async (): Promise<unknown> => {
    const answer = await fetch(`${url}/health/ready`);
    return { status: answer.status, body: await answer.json() };
  };
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${url}/health/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1));
  };
  const within = { withinMs: 20_000 };

  it('counts what became of the records, commit by commit, and how long a commit was waited for', async () => {
    const kitchen = await connectKitchen(mosquitto.url, 'ke-nbo-01');
    atEnd(() => kitchen.end());
    const bt = Math.floor(Date.now() / 1_000) - 60;
    await kitchen.pack(1, [
      { n: 'm/x', bt, v: 1 },
      { n: 'm/x', bt, v: 1 },
      { n: 'm/x', bt, vs: 'hot' },
    ]);
    await kitchen.untilSettled('telemetry', 1);
    await eventually(async () => expect(await metric('bakeloop_ingest_messages_total')).toBe(1));
    expect(await metric('bakeloop_ingest_records_total{outcome="stored"}')).toBe(1);
    expect(await metric('bakeloop_ingest_records_total{outcome="duplicate"}')).toBe(1);
    expect(await metric('bakeloop_ingest_records_total{outcome="dead_lettered"}')).toBe(1);
    expect(await metric('bakeloop_ingest_settle_seconds_count')).toBe(1);
    expect(await metric('bakeloop_ingest_settle_seconds_bucket{le="+Inf"}')).toBe(1);
    expect(await metric('bakeloop_ingest_unsettled_messages')).toBe(0);
    expect(await metric('process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('is not ready without the database, tells what waits meanwhile, and is again when it is back', async () => {
    expect(await ready()).toEqual({ status: 200, body: { database: true, broker: true } });
    await postgres.stop();
    await eventually(
      async () => expect(await ready()).toEqual({ status: 503, body: { database: false, broker: true } }),
      within,
    );
    const kitchen = await connectKitchen(mosquitto.url, 'ke-msa-01');
    atEnd(() => kitchen.end());
    await kitchen.pack(1, [{ n: 'm/x', bt: Math.floor(Date.now() / 1_000), v: 1 }]);
    await eventually(async () => {
      expect(await metric('bakeloop_ingest_unsettled_messages')).toBe(1);
      expect(await metric('bakeloop_ingest_settle_failures_total')).toBeGreaterThan(0);
    }, within);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    await postgres.restart();
    await kitchen.untilSettled('telemetry', 1);
    await eventually(async () => {
      expect(await ready()).toMatchObject({ status: 200 });
      expect(await metric('bakeloop_ingest_unsettled_messages')).toBe(0);
    }, within);
  });

  it('is not ready without the broker', async () => {
    await mosquitto.stop();
    await eventually(
      async () => expect(await ready()).toEqual({ status: 503, body: { database: true, broker: false } }),
      within,
    );
    await mosquitto.restart();
    await eventually(async () => expect(await ready()).toMatchObject({ status: 200 }), within);
  });
});
