import { createDataSource, knownPacks, settlePackRuns } from '@bakeloop/db';
import { startIngest } from '@bakeloop/ingest';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startMosquitto } from '../support/mosquitto.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { connectKitchen, type TestKitchen } from '../support/test-kitchen.js';
import { projectedTotals } from '../support/totals.js';

describeWith(['postgres', 'mosquitto'], 'the MQTT door, on PostgreSQL and Mosquitto', () => {
  let database: ReturnType<typeof createDataSource>;
  let mqttUrl: string;
  let kitchen: TestKitchen;
  let count = 0;

  beforeAll(async () => {
    const [url, mosquitto] = await Promise.all([freshDatabase(), startMosquitto()]);
    mqttUrl = mosquitto.url;
    database = createDataSource(url);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    const ingest = await startIngest({
      DATABASE_URL: url,
      MQTT_URL: mqttUrl,
      INGEST_CLIENT_ID: 'ingest-test',
      LOG_LEVEL: 'error',
    });
    atEnd(() => ingest.stop());
  });
  beforeEach(async () => {
    kitchen = await connectKitchen(mqttUrl, `test-kitchen-${++count}`);
  });
  afterEach(() => kitchen.end());

  const readings = (id = kitchen.id): Promise<{ name: string; value: number; ms: number }[]> =>
    database.query(
      `SELECT c.name, r.value, (extract(epoch FROM r.device_time) * 1000)::int8 AS ms FROM reading r JOIN channel c ON c.id = r.channel_id
       WHERE c.kitchen_id = $1 ORDER BY c.name, ms`,
      [id],
    );
  const current = (channel: string): Promise<{ value: number }[]> =>
    database.query(
      `SELECT v.value FROM reading_current v JOIN channel c ON c.id = v.channel_id WHERE c.kitchen_id = $1 AND c.name = $2`,
      [kitchen.id, channel],
    );
  const letters = (): Promise<{ reason: string; position: number; hits: number; detail: string }[]> =>
    database.query(
      `SELECT reason, position, hits, detail FROM dead_letter WHERE kitchen_id = $1 ORDER BY position, reason`,
      [kitchen.id],
    );
  const seconds = (): number => Math.floor(Date.now() / 1000);

  it('stores a pack once, however often it is delivered, and acknowledges every delivery (P1, P2, P6, S6)', async () => {
    const t = seconds();
    const records = [
      { bn: 'extruder-1/', bt: t, n: 'barrel-2-temperature', u: 'Cel', v: 201.4 },
      { n: 'power', u: 'kW', v: 3.2 },
    ];
    for (let delivery = 0; delivery < 3; delivery++) await kitchen.pack(1, records);
    await kitchen.untilSettled('telemetry', 1);
    // The same readings in another pack are no new readings either.
    await kitchen.pack(2, records);
    await kitchen.untilSettled('telemetry', 2);
    expect(await readings()).toEqual([
      { name: 'extruder-1/barrel-2-temperature', value: 201.4, ms: t * 1000 },
      { name: 'extruder-1/power', value: 3.2, ms: t * 1000 },
    ]);
    await eventually(() =>
      expect(kitchen.acks.filter((ack) => ack.seqs[0]?.[0] === 1).length).toBeGreaterThan(0),
    );
  });

  it('knows the packs of a session with gaps one by one, however its id is written (P1)', async () => {
    await kitchen.pack(1, [{ n: 'a/x', bt: seconds(), v: 1 }]);
    await kitchen.untilSettled('telemetry', 1);
    const ofSession = {
      kitchenId: kitchen.id,
      session: randomUUID().toUpperCase(),
      stream: 'telemetry',
    } as const;
    const run = (first: number, last: number) => ({ ...ofSession, first, last });
    await settlePackRuns(database, [run(3, 4), run(7, 7), run(20, 30)]);
    const isKnown = await knownPacks(database, [run(1, 5), run(6, 10)]);
    const seqs = Array.from({ length: 10 }, (_, index) => index + 1);
    expect(seqs.filter((seq) => isKnown({ ...ofSession, seq }))).toEqual([3, 4, 7]);
    expect(isKnown({ ...ofSession, stream: 'events', seq: 3 })).toBe(false);
    expect(isKnown({ ...ofSession, session: kitchen.session, seq: 3 })).toBe(false);
  });

  it('keeps the first of two values for one channel and time, and tells two channels of one time apart (S6)', async () => {
    const t = seconds();
    await kitchen.pack(1, [
      { n: 'a/x', bt: t, v: 1 },
      { n: 'a/y', v: 2 },
      { n: 'a/x', v: 9 },
    ]);
    await kitchen.untilSettled('telemetry', 1);
    expect((await readings()).map((row) => [row.name, row.value])).toEqual([
      ['a/x', 1],
      ['a/y', 2],
    ]);
  });

  it('acknowledges a pack that holds no reading, and says what time it is (P7)', async () => {
    const before = Date.now();
    await kitchen.pack(1, [{ bn: 'agent/' }]);
    await kitchen.untilSettled('telemetry', 1);
    const [ack] = kitchen.acks;
    expect(ack?.rejected).toEqual([]);
    expect(Date.parse(ack?.at ?? '')).toBeGreaterThanOrEqual(before);
    expect([await readings(), await letters()]).toEqual([[], []]);
  });

  it('lets a bad record cost no neighbour, and names it in the acknowledgement (S2, P2)', async () => {
    const t = seconds();
    await kitchen.pack(1, [
      { n: 'm/good', bt: t, v: 1 },
      { n: 'm/text', vs: 'hot' },
      { n: 'm/huge', v: 'NaN' },
      { n: 'white space', v: 1 },
      7,
      { n: 'm/last', vb: true },
    ]);
    await kitchen.untilSettled('telemetry', 1);
    expect((await readings()).map((row) => [row.name, row.value])).toEqual([
      ['m/good', 1],
      ['m/last', 1],
    ]);
    expect((await letters()).map((letter) => [letter.position, letter.reason])).toEqual([
      [1, 'value'],
      [2, 'value'],
      [3, 'name'],
      [4, 'schema'],
    ]);
    expect(kitchen.acks.at(-1)?.rejected[0]).toEqual({ seq: 1, reason: expect.stringContaining('value') });
  });

  it('does not let a late reading change the live value (S7)', async () => {
    const t = seconds();
    await kitchen.pack(2, [{ n: 'm/t', bt: t, u: 'Cel', v: 50 }]);
    await kitchen.pack(1, [{ n: 'm/t', bt: t - 3 * 86_400, u: 'Cel', v: 20 }]);
    await kitchen.untilSettled('telemetry', 1, 2);
    expect(await current('m/t')).toEqual([{ value: 50 }]);
    expect((await readings()).map((row) => row.value)).toEqual([20, 50]);
  });

  it('refuses a clock that cannot be right, and says so (S5)', async () => {
    const t = seconds();
    await kitchen.pack(1, [
      { n: 'm/future', bt: t + 3_600, v: 1 },
      { n: 'm/1970', t: -(t + 3_600) + 1, v: 1 },
      { n: 'm/old', t: -(401 * 86_400) - 3_600, v: 1 },
      { n: 'm/now', t: -3_600, v: 1 },
    ]);
    await kitchen.untilSettled('telemetry', 1);
    expect((await readings()).map((row) => row.name)).toEqual(['m/now']);
    expect((await letters()).map((letter) => letter.reason)).toEqual([
      'clock_skew',
      'clock_skew',
      'clock_skew',
    ]);
  });

  it('keeps the unit of the birth certificate, converts what can be and refuses the rest (S3)', async () => {
    await kitchen.publish('birth', {
      session: kitchen.session,
      machines: [{ id: 'm', type: 'extruder' }],
      channels: [{ name: 'm/t', unit: 'Cel', kind: 'gauge' }],
    });
    await kitchen.pack(1, [
      { n: 'm/t', bt: seconds(), u: 'K', v: 300 },
      { n: 'm/t', t: 1, u: 'kg', v: 5 },
    ]);
    await kitchen.untilSettled('telemetry', 1);
    expect((await readings()).map((row) => row.value)).toEqual([expect.closeTo(26.85, 9)]);
    expect((await letters()).map((letter) => letter.reason)).toEqual(['unit_mismatch']);
  });

  it('takes a bare SenML array with times relative to now, and acknowledges nothing (P5, S4)', async () => {
    await kitchen.publish('telemetry', [
      { bn: 'wash-1/', n: 'level', u: '%', v: 40, t: -60 },
      { n: 'level', u: '%', v: 41 },
    ]);
    const rows = await eventually(async () => {
      const found = await readings();
      expect(found).toHaveLength(2);
      return found;
    });
    expect((rows[1]?.ms ?? 0) - (rows[0]?.ms ?? 0)).toBe(60_000);
    expect(kitchen.acks).toEqual([]);
    // In a tracked pack a relative time would move with every resend.
    await kitchen.pack(1, [{ n: 'wash-1/level', u: '%', v: 42, t: -1 }]);
    await kitchen.untilSettled('telemetry', 1);
    expect((await letters()).map((letter) => letter.reason)).toEqual(['clock_skew']);
  });

  it('dead-letters what is not JSON, too large or not a pack, settles it, and goes on (section 6, T3)', async () => {
    await kitchen.publish('telemetry', '{broken');
    await kitchen.publish('telemetry', Buffer.from([0xff, 0xfe, 0x00]));
    await kitchen.publish('telemetry', { session: kitchen.session, seq: 1, records: 'none' });
    await kitchen.publish('telemetry', JSON.stringify([{ n: 'a/b', v: 1, pad: 'x'.repeat(262_144) }]));
    await kitchen.publish('telemetry', {
      kitchenId: 'other-kitchen',
      session: kitchen.session,
      seq: 3,
      records: [{}],
    });
    await kitchen.pack(2, [{ n: 'm/after', bt: seconds(), v: 1 }]);
    await kitchen.untilSettled('telemetry', 1, 2, 3);
    expect((await letters()).map((letter) => letter.reason).sort()).toEqual([
      'foreign_id',
      'not_json',
      'not_json',
      'schema',
      'too_large',
    ]);
    expect((await readings()).map((row) => row.name)).toEqual(['m/after']);
    expect(kitchen.acks.flatMap((ack) => ack.rejected.map((one) => one.seq)).sort()).toEqual([1, 3]);
  });

  it('carries the batch of vector MB-1 into the totals, exactly, in any order and repetition (E1, E3, P6)', async () => {
    const events = mb1Events({ startMs: Date.now() - 4 * 3_600_000 });
    const shuffled = [...events].reverse();
    await kitchen.log(1, shuffled.slice(0, 5));
    await kitchen.log(2, [...shuffled.slice(3), ...shuffled.slice(0, 2)]);
    await kitchen.log(1, shuffled.slice(0, 5));
    await kitchen.untilSettled('events', 1, 2);
    const totals = await projectedTotals(database, kitchen.id);
    expect(totals).toMatchObject({
      intakeCount: 1,
      intakeGrossGrams: 500_000,
      intakeNetGrams: 480_000,
      intakeDryGrams: 456_000,
      batchCount: 1,
      batchFinishedCount: 1,
      feedGrams: 411_600,
      goodGrams: 395_000,
      regrindGrams: 8_600,
      purgeGrams: 6_000,
      unaccountedGrams: 2_000,
      recycledGrams: 390_969,
    });
    expect(await letters()).toEqual([]);
  });

  it('moves batch, totals and day when an event is corrected or voided, also when the correction came first (E2, E6)', async () => {
    const events = mb1Events({ startMs: Date.now() - 4 * 3_600_000 });
    const product = events.find((event) => event.type === 'batch.output' && event.data.kind === 'product');
    const purge = events.find((event) => event.type === 'batch.output' && event.data.kind === 'purge');
    if (product?.type !== 'batch.output' || !purge) throw new Error('the vector has both');
    await kitchen.log(1, [
      {
        ...product,
        id: randomUUID(),
        supersedes: product.id,
        reason: 'weighed again',
        data: { ...product.data, grams: 396_000 },
      },
      {
        id: randomUUID(),
        type: 'event.voided',
        time: purge.time,
        supersedes: purge.id,
        reason: 'typed twice',
        data: {},
      },
    ]);
    await kitchen.log(2, events);
    await kitchen.untilSettled('events', 1, 2);
    expect(await projectedTotals(database, kitchen.id)).toMatchObject({
      goodGrams: 396_000,
      purgeGrams: 0,
      unaccountedGrams: 7_000,
    });
  });

  it('refuses an id used again for other content and an unknown type, beside good events (E1, section 6)', async () => {
    const [intake, ...rest] = mb1Events({ startMs: Date.now() - 4 * 3_600_000 });
    if (intake?.type !== 'intake.recorded') throw new Error('the vector begins with an intake');
    await kitchen.log(1, [intake]);
    await kitchen.log(2, [
      { ...intake, data: { ...intake.data, grossGrams: 999_000 } },
      { id: randomUUID(), type: 'batch.exploded', time: intake.time, data: {} },
      { ...rest[1], supersedes: undefined, batchId: undefined, type: 'batch.started' },
      rest[0],
    ]);
    await kitchen.untilSettled('events', 1, 2);
    expect((await letters()).map((letter) => [letter.position, letter.reason])).toEqual([
      [0, 'id_reused'],
      [1, 'unknown_type'],
      [2, 'schema'],
    ]);
    expect((await projectedTotals(database, kitchen.id)).intakeGrossGrams).toBe(500_000);
  });

  it('ignores a late will of an earlier session (B2)', async () => {
    const state = async (): Promise<unknown> =>
      (
        (await database.query(`SELECT state FROM kitchen WHERE id = $1`, [kitchen.id])) as { state: string }[]
      )[0]?.state;
    const older = randomUUID();
    await kitchen.publish('status', { state: 'online', session: older });
    await kitchen.publish('status', { state: 'online', session: kitchen.session });
    await kitchen.publish('status', { state: 'offline', session: older });
    await kitchen.pack(1, [{ n: 'm/x', bt: seconds(), v: 1 }]);
    await kitchen.untilSettled('telemetry', 1);
    expect(await state()).toBe('online');
    await kitchen.publish('status', { state: 'offline', session: kitchen.session });
    await eventually(async () => expect(await state()).toBe('offline'));
  });

  it('makes a new version of a changed birth certificate and none of a repeated one (B1)', async () => {
    const birth = (unit: string) => ({
      session: randomUUID(),
      machines: [],
      channels: [{ name: 'm/x', unit, kind: 'gauge' }],
    });
    await kitchen.publish('birth', birth('Cel'));
    await kitchen.publish('birth', birth('Cel'));
    await kitchen.publish('birth', birth('K'));
    await kitchen.pack(1, [{ n: 'm/y', bt: seconds(), v: 1 }]);
    await kitchen.untilSettled('telemetry', 1);
    const versions = await database.query<{ version: number }[]>(
      `SELECT version FROM birth WHERE kitchen_id = $1 ORDER BY 1`,
      [kitchen.id],
    );
    expect(versions.map((row) => row.version)).toEqual([1, 2]);
  });

  it('lets no hostile event stop the others: endless nesting, NUL, half a letter, an odd offset (section 6)', async () => {
    const [intake] = mb1Events({ startMs: Date.now() - 4 * 3_600_000 });
    const base = { type: 'maintenance.recorded', time: intake?.time, data: { machine: 'm', task: 't' } };
    const deep = JSON.parse(`${'['.repeat(2_500)}${']'.repeat(2_500)}`) as unknown;
    await kitchen.log(1, [
      { ...base, id: randomUUID(), extra: deep },
      { ...base, id: randomUUID(), data: { machine: 'm\0', task: 't' } },
      { ...base, id: randomUUID(), data: { machine: '\ud800', task: 't' } },
      { ...base, id: randomUUID(), time: '2026-03-02T10:00:00+23:00' },
      intake,
    ]);
    await kitchen.untilSettled('events', 1);
    expect((await letters()).map((letter) => [letter.position, letter.reason])).toEqual([
      [0, 'schema'],
      [1, 'schema'],
      [2, 'schema'],
    ]);
    expect((await projectedTotals(database, kitchen.id)).intakeCount).toBe(1);
  });

  it('refuses values that no sensor measures, also after conversion, and keeps their neighbours (S2)', async () => {
    const t = seconds();
    await kitchen.pack(1, [{ n: 'm/energy-j', bt: t, u: 'J', v: 1 }]);
    await kitchen.pack(2, [
      { n: 'm/energy-j', bt: t + 1, u: 'kWh', v: 1e12 },
      { n: 'm/huge', t: 1, v: 1.7e308 },
      { n: 'm/fine', t: 1, v: 1 },
    ]);
    await kitchen.untilSettled('telemetry', 1, 2);
    expect((await letters()).map((letter) => letter.reason)).toEqual(['value', 'value']);
    expect((await readings()).map((row) => row.name)).toEqual(['m/energy-j', 'm/fine']);
  });

  it('founds no kitchen on what cannot be read', async () => {
    await kitchen.publish('telemetry', 'not json');
    await eventually(async () => expect(await letters()).toHaveLength(1));
    expect(await database.query(`SELECT 1 FROM kitchen WHERE id = $1`, [kitchen.id])).toEqual([]);
  });

  it('acknowledges a pack that is too large, so that it is not sent for ever (P2, T3)', async () => {
    await kitchen.pack(1, [{ n: 'a/b', bt: seconds(), v: 1, pad: 'x'.repeat(262_144) }]);
    await kitchen.untilSettled('telemetry', 1);
    expect(kitchen.acks[0]?.rejected[0]?.reason).toMatch('too_large');
  });

  it('keeps one letter for many of a pack, with the count of the rest', async () => {
    await kitchen.pack(
      1,
      Array.from({ length: 500 }, () => ({ n: 'bad name', v: 1 })),
    );
    await kitchen.untilSettled('telemetry', 1);
    const kept = await letters();
    expect(kept).toHaveLength(101);
    expect(kept.find((letter) => letter.reason === 'more')?.detail).toMatch(/^400 more/);
  });

  it('counts by the days of the kitchen, also what came before its birth certificate (P6)', async () => {
    const [intake] = mb1Events({ startMs: Date.UTC(2026, 2, 2, 13) });
    const [later] = mb1Events({ startMs: Date.UTC(2026, 2, 2, 13) });
    await kitchen.log(1, [intake]);
    await kitchen.untilSettled('events', 1);
    const birth = { session: kitchen.session, timeZone: 'Pacific/Auckland', machines: [], channels: [] };
    await kitchen.publish('birth', birth);
    await kitchen.log(2, [later]);
    await kitchen.untilSettled('events', 2);
    expect(
      await database.query(
        `SELECT to_char(start, 'YYYY-MM-DD') AS day, (amounts->>'intakeCount')::int AS n FROM total
         WHERE scope = 'kitchen:' || $1::text AND grain = 'day'`,
        [kitchen.id],
      ),
    ).toEqual([{ day: '2026-03-03', n: 2 }]);
  });

  it('keeps the bounds of a birth certificate in the unit the channel has (S3)', async () => {
    await kitchen.pack(1, [{ n: 'm/t', bt: seconds(), u: 'Cel', v: 20 }]);
    await kitchen.untilSettled('telemetry', 1);
    await kitchen.publish('birth', {
      session: kitchen.session,
      machines: [],
      channels: [{ name: 'm/t', unit: 'K', kind: 'gauge', min: 273.15, max: 373.15 }],
    });
    await eventually(async () =>
      expect(
        await database.query(`SELECT unit, min, max FROM channel WHERE kitchen_id = $1`, [kitchen.id]),
      ).toEqual([{ unit: 'Cel', min: 0, max: 100 }]),
    );
  });

  describe('energy of a batch', () => {
    it('comes from the counter of its machine, a reset never negative, and follows a late reading (S8)', async () => {
      const startMs = Date.now() - 4 * 3_600_000;
      const startS = Math.floor(startMs / 1000);
      await kitchen.publish('birth', {
        session: kitchen.session,
        machines: [{ id: 'extruder-1', type: 'extruder' }],
        channels: [{ name: 'extruder-1/energy', unit: 'kWh', kind: 'counter' }],
      });
      await kitchen.log(1, mb1Events({ startMs }));
      const meter = (minutes: number, kwh: number) => ({
        n: 'extruder-1/energy',
        u: 'kWh',
        bt: startS + minutes * 60,
        v: kwh,
      });
      // 10 kWh, then a reset to 0, then 5 kWh: the batch runs from minute 30 to 95.
      await kitchen.pack(1, [meter(25, 100), meter(40, 110), meter(50, 0), meter(90, 5)]);
      await kitchen.untilSettled('telemetry', 1);
      await kitchen.untilSettled('events', 1);
      await eventually(
        async () => expect((await projectedTotals(database, kitchen.id)).energyWh).toBe(15_000),
        { withinMs: 25_000 },
      );
      await kitchen.pack(2, [meter(94, 6)]);
      await eventually(
        async () => expect((await projectedTotals(database, kitchen.id)).energyWh).toBe(16_000),
        { withinMs: 25_000 },
      );
    });

    it('is unknown, not zero, from one reading, and follows a late one before the start (P6)', async () => {
      const startMs = Date.now() - 4 * 3_600_000;
      const startS = Math.floor(startMs / 1000);
      const energy = async (): Promise<{ wh: number | null; reason: string | null }[]> =>
        database.query(
          `SELECT (meters->'energyWh'->>'grid')::int AS wh, meters->>'reason' AS reason FROM batch
           WHERE kitchen_id = $1 AND NOT energy_stale`,
          [kitchen.id],
        );
      const meter = (minutes: number, v: number) => ({
        n: 'extruder-1/energy',
        u: 'kWh',
        bt: startS + minutes * 60,
        v,
      });
      await kitchen.log(1, mb1Events({ startMs }));
      await kitchen.pack(1, [meter(60, 140)]);
      await kitchen.untilSettled('telemetry', 1);
      await eventually(
        async () => expect(await energy()).toEqual([{ wh: null, reason: expect.any(String) }]),
        {
          withinMs: 25_000,
        },
      );
      await kitchen.pack(2, [meter(20, 100)]);
      await eventually(async () => expect(await energy()).toEqual([{ wh: 40_000, reason: null }]), {
        withinMs: 25_000,
      });
    });

    it('of a broken meter is unknown, and stops neither the log nor the maintenance of others', async () => {
      const startMs = Date.now() - 4 * 3_600_000;
      const startS = Math.floor(startMs / 1000);
      const meter = (minutes: number, v: number) => ({
        n: 'extruder-1/energy',
        u: 'kWh',
        bt: startS + minutes * 60,
        v,
      });
      await kitchen.pack(1, [meter(29, 0), meter(60, 1e15)]);
      await kitchen.log(1, mb1Events({ startMs }));
      await kitchen.untilSettled('events', 1);
      expect(await projectedTotals(database, kitchen.id)).toMatchObject({ goodGrams: 395_000, energyWh: 0 });
      expect(await letters()).toEqual([]);
    });
  });
});
