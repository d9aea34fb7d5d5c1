import { randomUUID } from 'node:crypto';
import { topics } from '@bakeloop/contracts';
import { createDataSource, LONG_QUERY_TIMEOUT_MS, soberNow } from '@bakeloop/db';
import { Recorder, type Settlement } from '@bakeloop/record';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { projectedTotals } from '../support/totals.js';

describeWith(['postgres'], 'settling, on PostgreSQL', () => {
  let database: ReturnType<typeof createDataSource>;
  let recorder: Recorder;
  let url: string;
  let kitchenId: string;
  let count = 0;

  beforeAll(async () => {
    url = await freshDatabase();
    database = createDataSource(url, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    recorder = new Recorder(database);
  });
  beforeEach(() => {
    kitchenId = `settled-${++count}`;
  });

  const receivedAt = new Date();
  const startMs = receivedAt.getTime() - 4 * 3_600_000;
  const settle = (
    stream: 'birth' | 'status' | 'telemetry' | 'events',
    body: unknown,
    { at = receivedAt, retained = false } = {},
  ): Promise<Settlement> =>
    recorder.settle([
      {
        topic: topics.of(kitchenId, stream),
        payload: Buffer.from(JSON.stringify(body)),
        receivedAt: at,
        retained,
      },
    ]);
  const reasons = async (): Promise<string[]> =>
    (
      await database.query<{ reason: string }[]>(
        `SELECT reason FROM dead_letter WHERE kitchen_id = $1 ORDER BY id`,
        [kitchenId],
      )
    ).map((letter) => letter.reason);

  /** A refusal of the database that no check of ours foresees. */
  async function databaseRefuses(eventId: string): Promise<void> {
    const name = `refuse_${count}`;
    await database.query(
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF NEW.id = '${eventId}' THEN RAISE EXCEPTION 'refused' USING ERRCODE = '22023'; END IF; RETURN NEW; END $$`,
    );
    await database.query(
      `CREATE TRIGGER ${name} BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION ${name}()`,
    );
  }

  describe('readings', () => {
    const stored = (): Promise<{ name: string; timeMs: number; value: number }[]> =>
      database.query(
        `SELECT c.name, (extract(epoch FROM r.device_time) * 1000)::float8 AS "timeMs", r.value
         FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = $1 ORDER BY 1, 2`,
        [kitchenId],
      );
    const session = randomUUID();

    it('are the same by COPY as they were sent, to the millisecond and the last bit', async () => {
      const values = [0, -0.1, 1e15, -1e15, 5e-324, 1.7976931348623157e-10, 1 / 3, 2 ** 49 - 1];
      const sent = values.map((v, index) => ({ n: 'm/x', t: (startMs + index * 1_001) / 1_000, v }));
      await settle('telemetry', { session, seq: 1, records: sent });
      expect(await stored()).toEqual(
        values.map((value, index) => ({ name: 'm/x', timeMs: startMs + index * 1_001, value })),
      );
    });

    it('sent again under another pack keep the first, lose no neighbour, and are no dead letter (S6)', async () => {
      const at = (index: number, v: number) => ({ n: 'm/x', t: (startMs + index * 1_000) / 1_000, v });
      await settle('telemetry', { session, seq: 2, records: [at(0, 1), at(1, 2)] });
      for (const seq of [3, 4])
        await settle('telemetry', { session, seq, records: [at(1, 99), at(seq, seq), at(seq, 98)] });
      expect((await stored()).map(({ value }) => value)).toEqual([1, 2, 3, 4]);
      expect(await reasons()).toEqual([]);
    });
  });

  describe('current values (S7)', () => {
    const current = async (): Promise<Record<string, number>> =>
      Object.fromEntries(
        (
          await database.query<{ name: string; value: number }[]>(
            `SELECT c.name, r.value FROM reading_current r JOIN channel c ON c.id = r.channel_id WHERE r.kitchen_id = $1`,
            [kitchenId],
          )
        ).map(({ name, value }) => [name, value]),
      );
    let seq = 0;
    const tell = async (by: Recorder, values: Record<string, [minute: number, value: number]>) => {
      const records = Object.entries(values).map(([n, [minute, v]]) => ({
        n,
        t: startMs / 1_000 + minute * 60,
        v,
      }));
      const body = { session: randomUUID(), seq: ++seq, records };
      const { changes } = await by.settle([
        { topic: topics.of(kitchenId, 'telemetry'), payload: Buffer.from(JSON.stringify(body)), receivedAt },
      ]);
      return changes.flatMap(({ readings }) => readings.map(({ channel }) => channel)).sort();
    };

    it('move only forward, whichever of several processes stores a reading, and only what moved is told', async () => {
      const other = new Recorder(database);
      expect(await tell(recorder, { 'm/x': [1, 10], 'm/y': [1, 20] })).toEqual(['m/x', 'm/y']);
      expect(await tell(other, { 'm/y': [3, 21], 'm/z': [3, 30] })).toEqual(['m/y', 'm/z']);
      // The first remembers minute 1 of m/y and nothing of m/z.
      expect(await tell(recorder, { 'm/x': [2, 11], 'm/y': [2, 99], 'm/z': [2, 99] })).toEqual(['m/x']);
      expect(await tell(other, { 'm/x': [2, 99] })).toEqual([]);
      expect(await tell(recorder, { 'm/x': [0, 99] })).toEqual([]);
      expect(await current()).toEqual({ 'm/x': 11, 'm/y': 21, 'm/z': 30 });
    });

    it('are the newest of many processes at once', async () => {
      const recorders = [recorder, new Recorder(database), new Recorder(database)];
      const minutes = Array.from({ length: 60 }, (_, index) => (index * 37) % 60);
      await Promise.all(
        minutes.map((minute, index) =>
          tell(recorders[index % 3]!, { [`m/${index % 4}`]: [minute, minute], 'm/all': [minute, minute] }),
        ),
      );
      const newest = (channel: number): number =>
        Math.max(...minutes.filter((_, index) => index % 4 === channel));
      expect(await current()).toEqual({
        'm/0': newest(0),
        'm/1': newest(1),
        'm/2': newest(2),
        'm/3': newest(3),
        'm/all': 59,
      });
    });

    it('are not remembered from a settlement that the database took back', async () => {
      await tell(recorder, { 'm/x': [1, 10] });
      await database.query(
        `CREATE FUNCTION no_mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'down' USING ERRCODE = '58030'; END $$`,
      );
      await database.query(
        `CREATE TRIGGER no_mark BEFORE INSERT ON rollup_mark FOR EACH ROW EXECUTE FUNCTION no_mark()`,
      );
      await expect(tell(recorder, { 'm/x': [5, 50] })).rejects.toThrow('down');
      await database.query(`DROP FUNCTION no_mark() CASCADE`);
      expect(await tell(recorder, { 'm/x': [4, 40] })).toEqual(['m/x']);
      expect(await current()).toEqual({ 'm/x': 40 });
    });

    it('hold for a kitchen of a thousand channels', async () => {
      const wide = Object.fromEntries(
        Array.from({ length: 500 }, (_, index) => [`m/${index}`, [1, index + 0.1] as [number, number]]),
      );
      await tell(recorder, wide);
      const others = Object.fromEntries(Object.entries(wide).map(([name, told]) => [`${name}b`, told]));
      await tell(recorder, others);
      expect(Object.keys(await current())).toHaveLength(1_000);
    });
  });

  it('takes a retained message for what was: no new reading, and no sign of life (S4, B3)', async () => {
    const earlier = new Date(receivedAt.getTime() - 3_600_000);
    await settle('status', { state: 'online', session: randomUUID() }, { at: earlier });
    await settle('telemetry', [{ n: 'm/x', v: 1 }], { retained: true });
    await settle('status', { state: 'online', session: randomUUID() }, { retained: true });
    const [kitchen] = await database.query<{ last_message_at: Date }[]>(
      `SELECT last_message_at FROM kitchen WHERE id = $1`,
      [kitchenId],
    );
    expect(kitchen?.last_message_at).toEqual(earlier);
    expect(await database.query(`SELECT 1 FROM channel WHERE kitchen_id = $1`, [kitchenId])).toEqual([]);
    expect(await reasons()).toEqual([]);
  });

  it('takes a certificate and a state that are told again for what was: the kitchen stays as it is (B1, B2)', async () => {
    const kitchen = async () =>
      (
        await database.query<object[]>(`SELECT name, session, state FROM kitchen WHERE id = $1`, [kitchenId])
      )[0];
    const [old, live] = [randomUUID(), randomUUID()];
    const birth = (session: string, name: string) => ({ session, name, machines: [], channels: [] });
    const hourAgo = { at: new Date(receivedAt.getTime() - 3_600_000) };
    await settle('birth', birth(live, 'New name'));
    await settle('status', { session: live, state: 'online' });
    await settle('birth', birth(old, 'Old name'), hourAgo);
    await settle('status', { session: old, state: 'online' }, hourAgo);
    expect(await kitchen()).toEqual({ name: 'New name', session: live, state: 'online' });
    await settle('status', { session: live, state: 'offline' });
    expect(await kitchen()).toMatchObject({ state: 'offline' });
  });

  it('leaves no statement behind that waits for a lock: the server gives up before its client does', async () => {
    await settle('status', { session: randomUUID(), state: 'online' });
    const holder = database.createQueryRunner();
    await holder.startTransaction();
    await holder.query(`SELECT 1 FROM kitchen WHERE id = $1 FOR UPDATE`, [kitchenId]);
    const hasty = createDataSource(url, 1, 1_000);
    await hasty.initialize();
    try {
      await expect(
        hasty.query(`SELECT 1 FROM kitchen WHERE id = $1 FOR UPDATE`, [kitchenId]),
      ).rejects.toMatchObject({ code: '57014' });
      expect(
        await database.query(
          `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        ),
      ).toEqual([]);
    } finally {
      await holder.rollbackTransaction();
      await holder.release();
      await hasty.destroy();
    }
  });

  it('lets a statement take a minute, and hours where upkeep goes over years of readings', async () => {
    const limitOf = async (source: ReturnType<typeof createDataSource>): Promise<unknown> => {
      await source.initialize();
      try {
        // Of both connections of the pool: each is busy for a moment.
        const asked = [1, 2].map(() =>
          source.query<{ limit: string }[]>(
            `SELECT pg_sleep(0.1), current_setting('statement_timeout') AS "limit"`,
          ),
        );
        return (await Promise.all(asked)).map(([row]) => row?.limit);
      } finally {
        await source.destroy();
      }
    };
    expect(await limitOf(createDataSource(url, 2))).toEqual(['54s', '54s']);
    expect(await limitOf(createDataSource(url, 2, LONG_QUERY_TIMEOUT_MS))).toEqual(['324min', '324min']);
  });

  it('takes the earlier of two clocks for what cannot be undone, whichever is ahead', async () => {
    const DAY_MS = 86_400_000;
    const server = async (): Promise<number> =>
      (await database.query<{ now: Date }[]>(`SELECT now() AS now`))[0]?.now.getTime() ?? 0;
    /** What the time is when our clock is so far from the true one. */
    const whenOff = async (offMs: number): Promise<number> =>
      (
        await soberNow({
          query: (text, [ours] = []) => database.query(text, [new Date(Number(ours) + offMs)]),
        })
      ).getTime();
    const before = await server();
    const ahead = await whenOff(3 * DAY_MS);
    expect(ahead).toBeGreaterThanOrEqual(before);
    expect(ahead).toBeLessThanOrEqual(await server());
    const behind = await whenOff(-3 * DAY_MS);
    expect(Math.abs(behind - (before - 3 * DAY_MS))).toBeLessThan(60_000);
  });

  it('refuses a birth certificate whose interval no kitchen has', async () => {
    const channels = [{ name: 'm/x', unit: 'Cel', kind: 'gauge', intervalSeconds: 1e300 }];
    await settle('birth', { session: randomUUID(), machines: [], channels });
    expect(await reasons()).toEqual(['schema']);
  });

  it('derives only its own batch for a lot that nobody made, and all its users for one that was', async () => {
    const input = (batchId: string, lotId: string) => ({
      id: randomUUID(),
      type: 'batch.input',
      time: new Date(startMs).toISOString(),
      batchId,
      data: { lotId, material: 'sand', origin: 'virgin', grams: 1_000 },
    });
    const touched = async (event: unknown): Promise<string[]> =>
      (await recorder.settleEvents(kitchenId, [event], { receivedAt })).change.batchIds;
    await touched(input('B1', 'SAND'));
    expect(await touched(input('B2', 'SAND'))).toEqual(['B2']);
    const [intake] = mb1Events({ startMs });
    if (intake?.type !== 'intake.recorded') throw new Error('the vector begins with an intake');
    expect(await touched({ ...intake, data: { ...intake.data, lotId: 'SAND' } })).toEqual(['B1', 'B2']);
    expect(await touched(input('B3', 'SAND'))).toEqual(['B1', 'B2', 'B3']);
  });

  it('stores the good events of a pack beside one that the database refuses, and says which (section 6)', async () => {
    const events = mb1Events({ startMs });
    await databaseRefuses(events[9]?.id ?? '');
    const settlement = await settle('events', { session: randomUUID(), seq: 1, events });
    expect(settlement.acks[0]?.ack.rejected).toEqual([
      { seq: 1, reason: expect.stringMatching(/^database/) },
    ]);
    expect(await projectedTotals(database, kitchenId)).toMatchObject({
      goodGrams: 395_000,
      regrindGrams: 0,
      purgeGrams: 6_000,
    });
    expect(await reasons()).toEqual(['database']);
  });

  it('refuses nothing while our own schema is at fault: nothing is settled until it is mended (section 6)', async () => {
    const pack = { session: randomUUID(), seq: 1, records: [{ n: 'm/x', t: startMs / 1_000, v: 1 }] };
    for (const [breaks, mends] of [
      [
        `ALTER TABLE reading_raw RENAME COLUMN digits TO mislaid`,
        `ALTER TABLE reading_raw RENAME COLUMN mislaid TO digits`,
      ],
      [`ALTER TABLE pack RENAME TO mislaid`, `ALTER TABLE mislaid RENAME TO pack`],
    ] as const) {
      await database.query(breaks);
      await expect(settle('telemetry', pack)).rejects.toThrow(/does not exist/);
      await database.query(mends);
    }
    expect(await reasons()).toEqual([]);
    expect((await settle('telemetry', pack)).acks[0]?.ack).toMatchObject({ seqs: [[1, 1]], rejected: [] });
  });

  it('refuses nothing because a trigger calls itself without end, and goes on when it is gone (section 6)', async () => {
    const events = mb1Events({ startMs }).slice(0, 2);
    const pack = { session: randomUUID(), seq: 1, events };
    await database.query(
      `CREATE FUNCTION without_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         UPDATE event SET source = source WHERE id = NEW.id; RETURN NEW; END $$`,
    );
    await database.query(
      `CREATE TRIGGER without_end AFTER INSERT OR UPDATE ON event FOR EACH ROW EXECUTE FUNCTION without_end()`,
    );
    await expect(settle('events', pack)).rejects.toMatchObject({ code: '54001' });
    await database.query(`DROP FUNCTION without_end() CASCADE`);
    expect(await reasons()).toEqual([]);
    expect((await settle('events', pack)).acks[0]?.ack).toMatchObject({ seqs: [[1, 1]], rejected: [] });
  });

  it('answers each posted event by itself when the database refuses one (E5)', async () => {
    const events = mb1Events({ startMs });
    await databaseRefuses(events[9]?.id ?? '');
    const { answers } = await recorder.settleEvents(kitchenId, events, { receivedAt });
    expect(answers.map((answer) => answer.outcome)).toEqual(
      events.map((_, index) => (index === 9 ? 'rejected' : 'stored')),
    );
    expect((await projectedTotals(database, kitchenId)).regrindGrams).toBe(0);
  });

  it('keeps one letter of an event nested without end, which cannot be written out again', async () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown;
    const { answers } = await recorder.settleEvents(kitchenId, [{ id: randomUUID(), deep }], { receivedAt });
    expect(answers[0]).toMatchObject({ outcome: 'rejected', reason: 'schema' });
    expect(await reasons()).toEqual(['schema']);
  });
});
