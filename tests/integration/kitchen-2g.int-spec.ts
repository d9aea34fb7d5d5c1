import { setTimeout as wait } from 'node:timers/promises';
import { inflateSync } from 'node:zlib';
import { isDeflated, topics } from '@bakeloop/contracts';
import { createDataSource } from '@bakeloop/db';
import { startIngest } from '@bakeloop/ingest';
import { openLine, type Line } from '@bakeloop/kitchen';
import { createLogger } from '@bakeloop/runtime';
import { beforeAll, expect, it } from '@jest/globals';
import { connectAsync } from 'mqtt';
import { mb1Events } from '../support/batch-log.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startMosquitto } from '../support/mosquitto.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import type { ServerProcess } from '../support/server-process.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

/** GPRS at the edge of a village: 800 ms each way, one packet of twenty lost, 20 kbit/s each way. */
const LATENCY_MS = 800;
const LOSS = 0.05;
const BYTES_PER_SECOND = 20_000 / 8;

const BACKLOG_PACKS = 14;
const LIVE_PACKS = 4;
const READINGS_A_PACK = 100;

/** A pack as the agent makes it: one channel that counts from `first`, a reading every five seconds. */
const packFrom = (first: number, fromS: number): { records: object[] } => ({
  records: Array.from({ length: READINGS_A_PACK }, (_, at) => ({
    ...(at === 0 ? { bn: 'm/count', bu: '1', bt: fromS + first * 5 } : { t: at * 5 }),
    v: first + at,
  })),
});

describeWith(['postgres', 'mosquitto'], 'a kitchen on a 2G line', () => {
  let database: ReturnType<typeof createDataSource>;
  let broker: ServerProcess;
  let kitchens = 0;
  beforeAll(async () => {
    const [url, mosquitto] = await Promise.all([freshDatabase(), startMosquitto()]);
    broker = mosquitto;
    database = createDataSource(url, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    const ingest = await startIngest({
      DATABASE_URL: url,
      MQTT_URL: broker.url,
      INGEST_CLIENT_ID: 'ingest-2g',
      LOG_LEVEL: 'error',
    });
    atEnd(() => ingest.stop());
  });

  interface Slow {
    id: string;
    line: Line;
    proxy: TcpProxy;
    /** Every delivery to the broker, in order: `events 1`, `telemetry 12`. */
    deliveries: string[];
    /** Length of the packs as they are in the outbox. */
    payloadBytes(): number;
  }
  const start = async (deflate: boolean): Promise<Slow> => {
    const id = `slow-${++kitchens}`;
    // The same packets are lost in each run.
    let state = 7;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const proxy = await startTcpProxy(broker.url, random);
    proxy.latency(LATENCY_MS);
    proxy.bandwidth(BYTES_PER_SECOND);
    proxy.loss(LOSS);
    proxy.down(true);
    const deliveries: string[] = [];
    const packs = new Map<string, number>();
    const observer = await connectAsync(broker.url);
    atEnd(() => observer.endAsync(true));
    observer.on('message', (topic, payload) => {
      const body = isDeflated(payload) ? inflateSync(payload) : payload;
      const { seq } = JSON.parse(body.toString()) as { seq: number };
      const name = `${topic.split('/').at(-1)} ${seq}`;
      deliveries.push(name);
      packs.set(name, body.length);
    });
    await observer.subscribeAsync([topics.of(id, 'telemetry'), topics.of(id, 'events')], { qos: 1 });
    const line = await openLine({
      kitchenId: id,
      birthOf: (session) => ({ session, machines: [{ id: 'm', type: 'test' }], channels: [] }),
      mqttUrl: proxy.url,
      folder: await tempDir(),
      deflate,
      logger: createLogger('test', { level: 'silent' }),
      nowMs: Date.now,
      monotonicMs: () => performance.now(),
      onServerTime: () => undefined,
      random: () => 0,
    });
    atEnd(() => line.stop());
    const payloadBytes = (): number => [...packs.values()].reduce((sum, bytes) => sum + bytes, 0);
    return { id, line, proxy, deliveries, payloadBytes };
  };

  const delivered = async (deflate: boolean): Promise<void> => {
    const { id, line, proxy, deliveries, payloadBytes } = await start(deflate);
    const fromS = Math.floor(Date.now() / 1_000) - 86_400;
    const log = mb1Events({ startMs: Date.now() - 20 * 3_600_000 });
    const last = log.pop()!;
    for (let pack = 0; pack < BACKLOG_PACKS; pack++)
      await line.store('telemetry', packFrom(1 + pack * READINGS_A_PACK, fromS));
    for (const event of log) await line.store('events', { events: [event] });
    proxy.down(false);
    await eventually(() => expect(deliveries.length).toBeGreaterThan(0), { withinMs: 30_000 });
    for (let pack = 0; pack < LIVE_PACKS; pack++) {
      await line.store('telemetry', packFrom(1 + (BACKLOG_PACKS + pack) * READINGS_A_PACK, fromS));
      await wait(500);
    }
    await line.store('events', { events: [last] });
    await line.drained();

    const rows = await database.query<{ value: number }[]>(
      `SELECT r.value FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = $1 ORDER BY r.device_time`,
      [id],
    );
    const count = (BACKLOG_PACKS + LIVE_PACKS) * READINGS_A_PACK;
    expect(rows.map(({ value }) => value)).toEqual(Array.from({ length: count }, (_, at) => at + 1));
    const events = await database.query<{ id: string }[]>(`SELECT id FROM event WHERE kitchen_id = $1`, [id]);
    expect(events.map((row) => row.id).sort()).toEqual([...log, last].map((event) => event.id).sort());
    // Nothing is sent twice on a line that is slow, but stands.
    expect(deliveries.length).toBe(new Set(deliveries).size);
    expect(deliveries.slice(0, log.length)).toEqual(log.map((_event, at) => `events ${at + 1}`));
    // What happens now overtakes what waited: of the backlog that was not sent yet, much comes after it.
    const backlogAfter = (name: string): number =>
      deliveries
        .slice(deliveries.indexOf(name))
        .filter((one) => /^telemetry /.test(one) && Number(one.slice(10)) <= BACKLOG_PACKS).length;
    expect(backlogAfter(`events ${log.length + 1}`)).toBeGreaterThanOrEqual(4);
    expect(backlogAfter(`telemetry ${BACKLOG_PACKS + 1}`)).toBeGreaterThanOrEqual(4);
    expect(backlogAfter(`telemetry ${BACKLOG_PACKS + LIVE_PACKS}`)).toBeGreaterThanOrEqual(1);
    // Both ways, with certificate, acknowledgements and all of MQTT; and what was lost, a second time.
    const carried = (proxy.carried.toServer + proxy.carried.toClient) * (1 + LOSS);
    expect(carried).toBeLessThan((deflate ? 1 : 2) * payloadBytes());
  };

  it('delivers all of an outage exactly once, in plain packs and in deflated: events first, live readings before the backlog, few bytes more than its payload', async () => {
    // Two kitchens at once: nearly all of it is waiting.
    await Promise.all([delivered(false), delivered(true)]);
  }, 120_000);
});
