import { deflateSync } from 'node:zlib';
import { createDataSource } from '@bakeloop/db';
import { startIngest } from '@bakeloop/ingest';
import { parseConfig, startConfiguredKitchen } from '@bakeloop/kitchen';
import { createLogger } from '@bakeloop/runtime';
import { beforeAll, expect, it } from '@jest/globals';
import { mb1Events } from '../support/batch-log.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startFakePlatform, type FakePlatform } from '../support/fake-platform.js';
import { startMosquitto } from '../support/mosquitto.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import type { ServerProcess } from '../support/server-process.js';
import { connectKitchen } from '../support/test-kitchen.js';
import { countingSensor } from '../support/counting-sensor.js';

describeWith(['postgres', 'mosquitto'], 'the platform and deflated packs', () => {
  let database: ReturnType<typeof createDataSource>;
  let mqttUrl: string;
  beforeAll(async () => {
    const [url, mosquitto] = await Promise.all([freshDatabase(), startMosquitto()]);
    mqttUrl = mosquitto.url;
    database = createDataSource(url, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    const ingest = await startIngest({
      DATABASE_URL: url,
      MQTT_URL: mqttUrl,
      INGEST_CLIENT_ID: 'ingest-deflate',
      LOG_LEVEL: 'error',
    });
    atEnd(() => ingest.stop());
  });

  it('says that it reads them, and settles them as it does plain ones: twice the same is one (D1, D2, P2, P6)', async () => {
    const kitchen = await connectKitchen(mqttUrl, 'deflated');
    atEnd(() => kitchen.end());
    const { session } = kitchen;
    const records = [
      { bn: 'm/', bt: Math.floor(Date.now() / 1_000), n: 'x', v: 1 },
      { n: 'y', v: 2 },
    ];
    const pack = JSON.stringify({ session, seq: 1, records });
    const log = JSON.stringify({
      session,
      seq: 1,
      events: mb1Events({ startMs: Date.now() - 4 * 3_600_000 }),
    });
    await kitchen.publish('telemetry', deflateSync(pack));
    await kitchen.publish('telemetry', pack);
    await kitchen.publish('events', deflateSync(log));
    await kitchen.untilSettled('telemetry', 1);
    await kitchen.untilSettled('events', 1);
    expect(kitchen.acks.every(({ accepts }) => accepts?.includes('deflate'))).toBe(true);
    expect(kitchen.acks.flatMap(({ rejected }) => rejected)).toEqual([]);
    const [{ readings }] = await database.query<[{ readings: number }]>(
      `SELECT count(*)::int AS readings FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = $1`,
      [kitchen.id],
    );
    expect(readings).toBe(2);
  });

  it('makes dead letters of bombs and of what is broken, with the raw bytes, and goes on (D2, section 6)', async () => {
    const kitchen = await connectKitchen(mqttUrl, 'bomber');
    atEnd(() => kitchen.end());
    const { session } = kitchen;
    const at = Math.floor(Date.now() / 1_000);
    const bomb = deflateSync(Buffer.alloc(64 * 1024 ** 2, '['));
    await kitchen.publish('telemetry', bomb);
    await kitchen.publish('events', bomb);
    await kitchen.publish('telemetry', bomb.subarray(0, 1_000));
    // A bad record in a good stream is still one record.
    await kitchen.publish(
      'telemetry',
      deflateSync(JSON.stringify({ session, seq: 1, records: [{ n: 'm/x', bt: at, v: 1 }, { n: 'm/y' }] })),
    );
    await kitchen.untilSettled('telemetry', 1);
    const letters = await database.query<{ reason: string; position: number; payload: Buffer }[]>(
      `SELECT reason, position, payload FROM dead_letter JOIN dead_payload USING (digest) WHERE kitchen_id = $1 ORDER BY position, topic, octet_length(payload) DESC`,
      [kitchen.id],
    );
    expect(letters.map(({ reason, position }) => [reason, position])).toEqual([
      ['too_large', -1],
      ['too_large', -1],
      ['too_large', -1],
      ['value', 1],
    ]);
    expect(letters[0]?.payload.equals(bomb)).toBe(true);
  });

  it('answers a pack that is too large when inflated, and takes a damaged one when it comes again (D3, P2)', async () => {
    const kitchen = await connectKitchen(mqttUrl, 'clumsy');
    atEnd(() => kitchen.end());
    const { session } = kitchen;
    const bt = Math.floor(Date.now() / 1_000);
    const records = Array.from({ length: 300 }, (_, index) => ({ n: `m/x-${index}`, bt, v: index }));
    const pack = (seq: number): string => JSON.stringify({ session, seq, records });
    await kitchen.publish('telemetry', deflateSync(pack(1).padEnd(300_000, ' ')));
    await kitchen.publish('telemetry', deflateSync(pack(2)).fill(0xff, 600, 608));
    await kitchen.publish('telemetry', pack(2));
    await kitchen.untilSettled('telemetry', 1, 2);
    expect(kitchen.acks.flatMap(({ rejected }) => rejected)).toEqual([
      { seq: 1, reason: expect.stringMatching(/^too_large: .*Send smaller packs/) },
    ]);
    await eventually(async () =>
      expect(await database.query(`SELECT stored FROM tally WHERE kitchen_id = $1`, [kitchen.id])).toEqual([
        { stored: 300 },
      ]),
    );
  });
});

describeWith(['mosquitto'], 'the agent and deflated packs', () => {
  let broker: ServerProcess;
  let kitchens = 0;
  beforeAll(async () => {
    broker = await startMosquitto();
  });

  /** A kitchen with many readings a pack, whose clock for waits a test can put forward. */
  const start = async (deflate: boolean) => {
    const id = `deflating-${++kitchens}`;
    const platform = await startFakePlatform(broker.url, id);
    const sensor = await countingSensor();
    const channels = Array.from(
      { length: 12 },
      (_, at) => `{ name: m/count-${at}, unit: '1', sampleSeconds: 0.1, reportSeconds: 0.3 }`,
    );
    const {
      broker: _,
      outbox: __,
      ...file
    } = parseConfig(
      `kitchen: { id: ${id} }
broker: { url: '${broker.url}' }
machines: [{ id: m, type: test }]
drivers: [{ name: counter, type: http, url: '${sensor.url}', channels: [${channels.join(', ')}] }]
`,
      `${id}.yaml`,
    );
    let aheadMs = 0;
    const kitchen = await startConfiguredKitchen({
      config: {
        ...file,
        broker: { url: broker.url, deflate },
        outbox: { folder: await tempDir(), maxBytes: 4e6 },
      },
      logger: createLogger('test', { level: 'silent' }),
      monotonicMs: () => performance.now() + aheadMs,
    });
    atEnd(() => kitchen.stop());
    return { platform, putForward: (ms: number) => void (aheadMs += ms) };
  };
  /** Waits for so many more packs. @returns which of them were deflated */
  const next = async (platform: FakePlatform, count: number): Promise<boolean[]> => {
    const had = platform.packs.length;
    await eventually(() => expect(platform.packs.length).toBeGreaterThanOrEqual(had + count), {
      withinMs: 15_000,
    });
    return platform.packs.slice(had, had + count).map(({ deflated }) => deflated);
  };

  it('deflates when both sides say so, and not before the platform has; what it says is remembered (D1)', async () => {
    const { platform } = await start(true);
    expect(await next(platform, 3)).toEqual([false, false, false]);
    expect(platform.births).toEqual([expect.objectContaining({ encodings: ['deflate'] })]);
    platform.saysDeflate = true;
    await eventually(() => expect(platform.packs.at(-1)?.deflated).toBe(true), { withinMs: 10_000 });
    expect(await next(platform, 3)).toEqual([true, true, true]);
    const [plain, deflated] = [platform.packs[1]!, platform.packs.at(-1)!];
    expect(deflated.bytes).toBeLessThan(0.7 * plain.bytes);
    // Another platform took its place, of a release before.
    platform.saysDeflate = false;
    await eventually(() => expect(platform.packs.at(-1)?.deflated).toBe(false), { withinMs: 10_000 });
  });

  it('never deflates when it is told not to (D1)', async () => {
    const { platform } = await start(false);
    platform.saysDeflate = true;
    expect(await next(platform, 4)).toEqual([false, false, false, false]);
    expect(platform.births).toEqual([expect.not.objectContaining({ encodings: expect.anything() })]);
  });

  it('sends plainly what was not acknowledged in time: nothing is lost to a platform that cannot read it (D3)', async () => {
    const { platform, putForward } = await start(true);
    platform.saysDeflate = true;
    await eventually(() => expect(platform.packs.at(-1)?.deflated).toBe(true), { withinMs: 10_000 });
    // Another takes its place, of a release before: it neither reads them nor says so.
    Object.assign(platform, { saysDeflate: false, readsDeflate: false });
    const read = platform.packs.length;
    // Some are sent that nobody understands, then their time is up.
    await new Promise((later) => setTimeout(later, 1_500));
    expect(platform.packs.slice(read)).toEqual([]);
    await eventually(
      () => {
        // Each time it runs out for those that have reached the broker since.
        putForward(61_000);
        const values = platform.values('m/count-0');
        expect(values.length).toBeGreaterThan(3 * read);
        expect(values).toEqual(values.map((_, at) => at + 1));
      },
      { withinMs: 20_000, everyMs: 1_500 },
    );
    expect(platform.packs.slice(read).every(({ deflated }) => !deflated)).toBe(true);
  });
});
