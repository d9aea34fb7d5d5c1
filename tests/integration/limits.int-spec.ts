import { randomUUID } from 'node:crypto';
import { topics } from '@bakeloop/contracts';
import { createDataSource, TallyRepository } from '@bakeloop/db';
import { startIngest } from '@bakeloop/ingest';
import { KITCHENS, startKitchen } from '@bakeloop/kitchen';
import { DeadLetterDesk, Recorder, type Settlement } from '@bakeloop/record';
import { createLogger } from '@bakeloop/runtime';
import { beforeAll, expect, it } from '@jest/globals';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startMosquitto } from '../support/mosquitto.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { connectKitchen } from '../support/test-kitchen.js';

const READINGS_A_SECOND = 1_000;
const DAY_MS = 86_400_000;

describeWith(['postgres', 'mosquitto'], 'one broken device', () => {
  let database: ReturnType<typeof createDataSource>;
  let mqttUrl: string;

  beforeAll(async () => {
    const [url, mosquitto] = await Promise.all([freshDatabase(), startMosquitto()]);
    mqttUrl = mosquitto.url;
    database = createDataSource(url, 3);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    const ingest = await startIngest({
      DATABASE_URL: url,
      MQTT_URL: mqttUrl,
      LOG_LEVEL: 'error',
      INGEST_KITCHEN_READINGS_PER_SECOND: READINGS_A_SECOND,
      INGEST_KITCHEN_BURST_READINGS: READINGS_A_SECOND,
    });
    atEnd(() => ingest.stop());
  });

  const startS = Math.floor(Date.now() / 1_000) - 2 * 86_400;
  const recordsOf = (seq: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      n: `m/x-${index % 50}`,
      bt: startS + seq * 1_000 + index,
      v: seq,
    }));
  const tallyOf = async (kitchenId: string) => {
    const found = (await new TallyRepository(database).byKitchen()).find(
      (one) => one.kitchenId === kitchenId,
    );
    if (!found) throw new Error(`nothing of ${kitchenId} yet`);
    return found;
  };

  it('that floods is slowed and turned away; its neighbour is answered meanwhile, and what it keeps gets in', async () => {
    const [broken, neighbour] = await Promise.all([
      connectKitchen(mqttUrl, 'broken-kitchen'),
      connectKitchen(mqttUrl, 'neighbour'),
    ]);
    for (const kitchen of [broken, neighbour]) atEnd(() => kitchen.end());
    // Forty times what it may send a second, and it waits for no answer.
    const seqs = Array.from({ length: 80 }, (_, index) => index + 1);
    await Promise.all(seqs.map((seq) => broken.pack(seq, recordsOf(seq, 500))));
    for (const seq of [1, 2, 3]) {
      await neighbour.pack(seq, recordsOf(seq, 10));
      await neighbour.untilSettled('telemetry', seq);
    }
    const flooded = await eventually(async () => {
      const tally = await tallyOf(broken.id);
      expect(tally.received / 500 + tally.turnedAway).toBe(seqs.length);
      return tally;
    });
    expect(flooded.turnedAway).toBeGreaterThan(0);
    expect(flooded.slowed).toBeGreaterThan(0);
    expect(flooded).toMatchObject({ duplicate: 0, deadLettered: 0, stored: flooded.received });
    expect(await tallyOf(neighbour.id)).toMatchObject({ stored: 30, slowed: 0, turnedAway: 0 });

    const stored = async (): Promise<Set<number>> => {
      const rows = await database.query<{ seq: number }[]>(
        `SELECT DISTINCT value::int AS seq FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = $1`,
        [broken.id],
      );
      return new Set(rows.map(({ seq }) => seq));
    };
    // Nothing was acknowledged that is not there.
    const there = await stored();
    expect(seqs.filter((seq) => broken.settled('telemetry', seq) && !there.has(seq))).toEqual([]);
    // It still has what was turned away, and sends it again as an agent does (P3).
    const last = seqs.at(-1) ?? 0;
    expect(there.has(last)).toBe(false);
    await eventually(
      async () => {
        await broken.pack(last, recordsOf(last, 500));
        expect((await stored()).has(last)).toBe(true);
      },
      { withinMs: 30_000, everyMs: 500 },
    );
  });

  it('that nobody waits for loses nothing unseen: a bare array turned away becomes a dead letter, a certificate too', async () => {
    const sensor = await connectKitchen(mqttUrl, 'bare-sensor');
    atEnd(() => sensor.end());
    const flood = Array.from({ length: 30 }, (_, index) => recordsOf(index + 1, 1_000));
    await Promise.all(flood.map((records) => sensor.publish('telemetry', records)));
    await sensor.publish('birth', { session: sensor.session, machines: [], channels: [] });
    await eventually(async () => {
      const { received, stored, duplicate, deadLettered, turnedAway } = await tallyOf(sensor.id);
      expect(stored / 1_000 + turnedAway).toBe(flood.length + 1);
      expect(deadLettered).toBe(turnedAway);
      expect(received).toBe(stored + duplicate + deadLettered);
    });
    const letters = await database.query<{ reason: string; n: number }[]>(
      `SELECT reason, count(*)::int AS n FROM dead_letter WHERE kitchen_id = $1 GROUP BY 1`,
      [sensor.id],
    );
    expect(letters).toEqual([{ reason: 'too_fast', n: (await tallyOf(sensor.id)).turnedAway }]);
  });

  it('an agent with a backlog is only slowed: all of it gets in, nothing is sent twice', async () => {
    const [kitchen] = KITCHENS;
    if (!kitchen) throw new Error('there are simulated kitchens');
    const beganMs = Date.now();
    // Noon in Nairobi, the last Wednesday but one.
    const workingMs = Math.floor((beganMs / DAY_MS - 6) / 7) * 7 * DAY_MS - DAY_MS + 9 * 3_600_000;
    const agent = await startKitchen({
      kitchen,
      seed: 7,
      mqttUrl,
      dataDir: await tempDir(),
      logger: createLogger('kitchen', { level: 'error' }),
      // Half an hour of a running kitchen, as fast as it can be made.
      fromMs: workingMs - 30 * 60_000,
      nowMs: () => workingMs + Date.now() - beganMs,
      speed: 1e6,
    });
    atEnd(() => agent.stop());
    await eventually(
      async () => {
        const tally = await tallyOf(kitchen.id);
        expect(tally.slowed).toBeGreaterThan(0);
        expect(tally.stored).toBeGreaterThan(2 * READINGS_A_SECOND);
        await agent.drained();
      },
      { withinMs: 45_000, everyMs: 250 },
    );
    const tally = await tallyOf(kitchen.id);
    expect(tally).toMatchObject({ duplicate: 0, deadLettered: 0, turnedAway: 0, stored: tally.received });
  });

  const settle = (
    recorder: Recorder,
    kitchenId: string,
    stream: 'telemetry' | 'birth',
    body: unknown,
  ): Promise<Settlement> =>
    recorder.settle([
      {
        topic: topics.of(kitchenId, stream),
        payload: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
        receivedAt: new Date(),
      },
    ]);
  const session = randomUUID();
  const lettersOf = (
    kitchenId: string,
  ): Promise<{ reason: string; n: number; hits: number; detail: string }[]> =>
    database.query(
      `SELECT reason, count(*)::int AS n, sum(hits)::int AS hits, min(detail) AS detail FROM dead_letter
       WHERE kitchen_id = $1 GROUP BY 1 ORDER BY 1`,
      [kitchenId],
    );

  it('that makes up kitchens founds no more than the fleet may have, and the others go on', async () => {
    const [count] = await database.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM kitchen`);
    const recorder = new Recorder(database, { maxKitchens: (count?.n ?? 0) + 1 });
    const records = [{ n: 'm/x', bt: startS, v: 1 }];
    const pack = { session, seq: 1, records };
    expect((await settle(recorder, 'bounded-1', 'telemetry', pack)).acks).toHaveLength(1);
    const { acks, tally } = await settle(recorder, 'bounded-2', 'telemetry', pack);
    // Not settled, so that its kitchen keeps it until there is room.
    expect({ acks, tally }).toMatchObject({ acks: [], tally: { received: 0, turnedAway: 1 } });
    await settle(recorder, 'bounded-2', 'telemetry', records);
    expect(await lettersOf('bounded-2')).toMatchObject([{ reason: 'too_many_kitchens', n: 1 }]);
    expect((await settle(recorder, 'bounded-1', 'telemetry', { ...pack, seq: 2 })).acks).toHaveLength(1);
    const roomier = new Recorder(database, { maxKitchens: (count?.n ?? 0) + 2 });
    expect((await settle(roomier, 'bounded-2', 'telemetry', pack)).tally.stored).toBe(1);
  });

  it('that makes up channels has no more than a kitchen may, by readings or by certificate', async () => {
    const recorder = new Recorder(database);
    const named = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ n: `m/made-up-${from + index}`, bt: startS, v: 1 }));
    const first = await settle(recorder, 'namer', 'telemetry', { session, seq: 1, records: named(0, 4_999) });
    const second = await settle(recorder, 'namer', 'telemetry', {
      session,
      seq: 2,
      records: named(4_998, 4),
    });
    expect(first.tally).toMatchObject({ received: 4_999, stored: 4_999 });
    expect(second.tally).toMatchObject({ received: 4, stored: 1, duplicate: 1, deadLettered: 2 });
    const channel = (name: string) => ({ name, unit: '1', kind: 'gauge' });
    const certificate = { session, machines: [], channels: [channel('m/made-up-1'), channel('m/new')] };
    const refused = await settle(recorder, 'namer', 'birth', certificate);
    expect(refused.tally).toMatchObject({ received: 1, deadLettered: 1 });
    expect(await lettersOf('namer')).toMatchObject([{ reason: 'too_many_channels', n: 3 }]);
    const known = { ...certificate, channels: certificate.channels.slice(0, 1) };
    expect((await settle(recorder, 'namer', 'birth', known)).tally).toMatchObject({ deadLettered: 0 });
    expect(await database.query(`SELECT count(*)::int AS n FROM channel WHERE kitchen_id = 'namer'`)).toEqual(
      [{ n: 5_000 }],
    );
  });

  it('that sends one fault after another has so many letters kept, and all of them counted', async () => {
    const recorder = new Recorder(database);
    const messages = Array.from({ length: 1_300 }, (_, index) => ({
      topic: topics.of('bad-sender', 'telemetry'),
      payload: Buffer.from(`{fault ${index}`),
      receivedAt: new Date(Date.now() + index),
    }));
    for (const part of [messages.slice(0, 900), messages.slice(900, 1_200), messages.slice(1_200)])
      await recorder.settle(part);
    await settle(recorder, 'bad-sender', 'telemetry', { session: 'none' });
    expect(await lettersOf('bad-sender')).toMatchObject([
      { reason: 'not_json', n: 1_000 },
      {
        reason: 'not_kept',
        n: 1,
        hits: 300,
        detail: expect.stringMatching(/1000 letters of "not_json" are open/),
      },
      { reason: 'schema', n: 1 },
    ]);
    const [unkept] = await database.query<{ id: number }[]>(
      `SELECT id FROM dead_letter WHERE kitchen_id = 'bad-sender' AND reason = 'not_kept'`,
    );
    const decision = {
      by: { name: 'Ama', personId: null },
      actor: { kind: 'platform', id: null, address: null, requestId: null },
      note: 'what is in it',
      at: new Date(),
    } as const;
    expect(await new DeadLetterDesk(database, recorder).replay(unkept?.id ?? 0, decision)).toMatchObject({
      state: 'open',
      outcome: expect.stringMatching(/nothing of it was kept/),
    });
    await database.query(`UPDATE dead_letter SET state = 'dismissed' WHERE kitchen_id = 'bad-sender'`);
    await settle(recorder, 'bad-sender', 'telemetry', '{one more');
    expect(await lettersOf('bad-sender')).toMatchObject([{ reason: 'not_json', n: 1_001 }, {}, {}]);
  });

  it('has its letters kept, however many came under ids that are no kitchen', async () => {
    await database.query(
      `WITH payload AS (INSERT INTO dead_payload (digest, payload) VALUES ('\\x01', '{'))
       INSERT INTO dead_letter (kitchen_id, topic, digest, position, reason, detail, first_at, last_at)
       SELECT 'made-up-' || n % 20, 'made up', '\\x01', n, 'schema', 'wrong', now(), now() FROM generate_series(1, 20000) n`,
    );
    const recorder = new Recorder(database);
    await settle(recorder, 'honest', 'birth', { session, machines: [], channels: [] });
    await settle(recorder, 'honest', 'telemetry', { session: 'none' });
    await settle(recorder, 'made-up-21', 'telemetry', { session: 'none' });
    expect(await lettersOf('honest')).toMatchObject([{ reason: 'schema', n: 1 }]);
    expect(await lettersOf('made-up-21')).toEqual([]);
  });
});
