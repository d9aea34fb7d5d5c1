import { randomUUID } from 'node:crypto';
import { topics } from '@bakeloop/contracts';
import {
  compressOneChunk,
  createDataSource,
  detectEngine,
  refreshRollups,
  type Database,
  type Engine,
} from '@bakeloop/db';
import { maintain, Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import { atEnd } from '../support/cleanup.js';
import { dice as diceOf } from '../support/dice.js';
import { onEachEngine } from '../support/engines.js';
import { wrongBuckets } from '../support/wrong-buckets.js';

const DAY_MS = 86_400_000;
const NOW_MS = Date.now();
/** Noon, five days ago: old enough to be compressed. */
const NOON_MS = Math.floor(NOW_MS / DAY_MS) * DAY_MS - 5 * DAY_MS + DAY_MS / 2;

function promises(startEngine: () => Promise<string>, expected: Engine['kind']): void {
  let database: ReturnType<typeof createDataSource>;
  let engine: Engine;
  let recorder: Recorder;
  let seq = 0;
  const session = randomUUID();

  beforeAll(async () => {
    database = createDataSource(await startEngine(), 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    engine = await detectEngine(database);
    recorder = new Recorder(database);
  });

  async function report(...readings: [timeMs: number, value: number][]): Promise<void> {
    const records = readings.map(([timeMs, v]) => ({ n: 'm/x', bt: timeMs / 1000, v }));
    await recorder.settle([
      {
        topic: topics.of('late-kitchen', 'telemetry'),
        payload: Buffer.from(JSON.stringify({ session, seq: ++seq, records })),
        receivedAt: new Date(NOW_MS),
      },
    ]);
  }
  const rollup = (name: string): Promise<{ n: number; mean: number; low: number; high: number }[]> =>
    database.query(
      `SELECT n::int, total / n AS mean, low, high FROM ${name} WHERE bucket <= $1 AND bucket > $1::timestamptz - INTERVAL '1 day' ORDER BY bucket`,
      [new Date(NOON_MS)],
    );
  async function maintained(): Promise<void> {
    while ((await maintain(database, engine, NOW_MS)).more);
  }

  it('detects the engine it runs on', () => expect(engine.kind).toBe(expected));

  it('shows a reading in every rollup, and a late one after the next round, however old (S9)', async () => {
    await report([NOON_MS, 10], [NOON_MS + 30_000, 20]);
    for (const name of ['reading_1m', 'reading_1h', 'reading_1d'])
      expect(await rollup(name)).toEqual([{ n: 2, mean: 15, low: 10, high: 20 }]);
    await maintained();
    await report([NOON_MS + 45_000, 60]);
    await maintained();
    for (const name of ['reading_1m', 'reading_1h', 'reading_1d'])
      expect(await rollup(name)).toEqual([{ n: 3, mean: 30, low: 10, high: 60 }]);
    expect(await database.query(`SELECT * FROM rollup_mark`)).toEqual([]);
  });

  it('leaves no page that the index by time has no summary of, nor statistics of a chunk of half its size', async () => {
    if (expected !== 'timescaledb') return;
    const seconds = (from: number): [number, number][] =>
      Array.from({ length: 5_000 }, (_, index) => [NOW_MS - (10_800 + from + index) * 1_000, index % 100]);
    for (let from = 0; from < 15_000; from += 5_000) await report(...seconds(from));
    await maintained();
    const chunks = `SELECT format('%I.%I', chunk_schema, chunk_name)::regclass FROM timescaledb_information.chunks WHERE hypertable_name = 'reading_raw'`;
    const [left] = await database.query<{ ranges: number }[]>(
      `SELECT sum(brin_summarize_new_values(i.indexrelid))::int AS ranges FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
       WHERE i.indrelid IN (${chunks}) AND c.relam = (SELECT oid FROM pg_am WHERE amname = 'brin')`,
    );
    expect(left).toEqual({ ranges: 0 });
    expect(
      await database.query(
        `SELECT oid FROM pg_class WHERE oid IN (${chunks}) AND pg_relation_size(oid) > 2 * 8192 * greatest(relpages, 16)`,
      ),
    ).toEqual([]);
  });

  it('takes a late reading into a compressed day, and the same one not twice (S6, S9)', async () => {
    await maintained();
    expect(await compressOneChunk(database, engine, { afterDays: 3, busyHoursMs: [] })).toBe(false); // the rounds have done all that was due
    if (expected === 'timescaledb')
      expect(
        await database.query(
          `SELECT count(*)::int AS n FROM timescaledb_information.chunks WHERE hypertable_name = 'reading_raw' AND is_compressed`,
        ),
      ).toEqual([{ n: 1 }]);
    await report([NOON_MS + 45_000, 99], [NOON_MS + 50_000, 110]);
    await maintained();
    expect(await rollup('reading_1h')).toEqual([{ n: 4, mean: 50, low: 10, high: 110 }]);
  });

  it('finds out who repeats a reading, also one of a compressed day: the group after is written at once (S6)', async () => {
    let transactions = 0;
    const counted = new Recorder({
      query: (text, parameters) => database.query(text, parameters),
      transaction: (run) => {
        transactions += 1;
        return database.transaction(run);
      },
    });
    const pack = (kitchenId: string, timeMs: number) => ({
      topic: topics.of(kitchenId, 'telemetry'),
      payload: Buffer.from(
        JSON.stringify({ session, seq: ++seq, records: [{ n: 'm/x', bt: timeMs / 1000, v: 1 }] }),
      ),
      receivedAt: new Date(NOW_MS),
    });
    const tries: number[] = [];
    for (const round of [1, 2, 3]) {
      transactions = 0;
      await counted.settle([
        pack('late-kitchen', NOON_MS + 45_000),
        pack('prompt-kitchen', NOW_MS - 60_000 + round),
      ]);
      tries.push(transactions);
    }
    expect(tries).toEqual([2, 1, 1]);
  });

  it('loses no hour of a day when a later one is refreshed before the first was whole (S9)', async () => {
    const tenMs = NOON_MS - 26 * 3_600_000;
    const count = async (name: string): Promise<unknown> =>
      database.query(`SELECT sum(n)::int AS n FROM ${name} WHERE bucket >= $1 AND bucket < $2`, [
        new Date(Math.floor(tenMs / DAY_MS) * DAY_MS),
        new Date(Math.floor(tenMs / DAY_MS) * DAY_MS + DAY_MS),
      ]);
    await report([tenMs + 60_000, 1]);
    await maintain(database, engine, tenMs + 90_000);
    await report([tenMs + 4 * 3_600_000 - 60_000, 2]);
    await maintain(database, engine, tenMs + 4 * 3_600_000 + 5_000);
    await maintain(database, engine, tenMs + 30 * 3_600_000);
    for (const name of ['reading_1m', 'reading_1h', 'reading_1d'])
      expect(await count(name)).toEqual([{ n: 2 }]);
  });

  it('shows a late reading after the next round, though the round before ended with its connection (S9)', async () => {
    const lateMs = NOON_MS - 50 * 3_600_000;
    await report([lateMs, 1]);
    await maintained();
    await report([lateMs + 1_000, 3]);
    let gone = false;
    const dying: Database = {
      transaction: (run) => database.transaction(run),
      query: (text, parameters) => {
        gone ||= text.startsWith('CALL');
        return gone ? Promise.reject(new Error('Connection terminated')) : database.query(text, parameters);
      },
    };
    const round = refreshRollups(dying, engine, { nowMs: NOW_MS, maxHours: 48 });
    if (expected === 'timescaledb') await expect(round).rejects.toThrow('Connection terminated');
    await round.catch(() => undefined);
    await maintained();
    expect(
      await database.query(
        `SELECT high FROM reading_1h WHERE bucket <= $1 AND bucket > $1::timestamptz - INTERVAL '1 hour'`,
        [new Date(lateMs)],
      ),
    ).toEqual([{ high: 3 }]);
  });

  it('takes a late reading into a month whose sums are compressed, and compresses a day again that took many (S9)', async () => {
    const oldMs = NOON_MS - 40 * DAY_MS;
    const many = (from: number): [number, number][] =>
      Array.from({ length: 20_000 }, (_, index) => [oldMs + (from + 2 * index) * 1_000, index % 100]);
    await report([oldMs - 3_600_000, 7]);
    for (let at = 0; at < 20_000; at += 5_000) await report(...many(0).slice(at, at + 5_000));
    // What took readings in a round is compressed in the next.
    await maintained();
    await maintained();
    expect(await uncompressed(oldMs)).toEqual([]);
    for (let at = 0; at < 20_000; at += 5_000) await report(...many(1).slice(at, at + 5_000));
    await maintained();
    await maintained();
    expect(await uncompressed(oldMs)).toEqual([]);
    expect(
      await database.query(
        `SELECT n::int, low, high FROM reading_1d WHERE bucket <= $1 AND bucket > $1::timestamptz - INTERVAL '1 day'`,
        [new Date(oldMs)],
      ),
    ).toEqual([{ n: 40_001, low: 0, high: 99 }]);

    /** Chunks around an instant that are not compressed, or not whole; nothing on plain PostgreSQL. */
    async function uncompressed(atMs: number): Promise<unknown> {
      if (expected === 'postgresql') return [];
      return database.query(
        `SELECT i.hypertable_name, c.status FROM timescaledb_information.chunks i
         JOIN _timescaledb_catalog.chunk c ON (c.schema_name, c.table_name) = (i.chunk_schema, i.chunk_name)
         WHERE i.range_start <= $1 AND i.range_end > $1 AND c.status <> 1
           -- The sums that came late are few: they wait.
           AND NOT (c.status = 9 AND i.hypertable_name <> 'reading_raw') AND i.hypertable_name NOT IN (
           SELECT materialization_hypertable_name FROM timescaledb_information.continuous_aggregates WHERE view_name = 'reading_1d_kept')`,
        [new Date(atMs)],
      );
    }
  });

  it('is right in every bucket of every rollup after each replay of a week, and moves nothing live (S6, S7, S9)', async () => {
    const dice = diceOf(18);
    const endMs = Math.floor(NOW_MS / 60_000) * 60_000 - 2 * 3_600_000;
    const week = ['m/week-1', 'm/week-2'].flatMap((channel) =>
      Array.from({ length: 7 * 24 * 6 }, (_, index) => ({
        n: channel,
        t: (endMs - index * 600_000 - dice.int(0, 59_999)) / 1_000,
        v: dice.int(-500, 5_000) / 10,
      })),
    );
    const tell = async (records: readonly unknown[]): Promise<void> => {
      for (let from = 0; from < records.length; from += 500)
        await recorder.settle([
          {
            topic: topics.of('late-kitchen', 'telemetry'),
            payload: Buffer.from(
              JSON.stringify({ session, seq: ++seq, records: records.slice(from, from + 500) }),
            ),
            receivedAt: new Date(NOW_MS),
          },
        ]);
    };
    const live = await tellNow();
    const late = dice.shuffled(week);
    // The first part makes the days, which are compressed then; the others meet them so.
    for (const part of [late.slice(0, 700), late.slice(700), dice.shuffled(week)]) {
      await tell(part);
      await maintained();
      expect(await wrongBuckets(database, ['late-kitchen', 'prompt-kitchen'])).toEqual([]);
      expect(await current()).toEqual(live);
    }

    async function tellNow(): Promise<unknown> {
      await tell([
        { n: 'm/week-1', t: (NOW_MS - 1_000) / 1_000, v: 1 },
        { n: 'm/week-2', t: (NOW_MS - 1_000) / 1_000, v: 2 },
      ]);
      return current();
    }
    function current(): Promise<unknown> {
      return database.query(
        `SELECT c.name, r.device_time, r.value FROM reading_current r JOIN channel c ON c.id = r.channel_id
         WHERE c.name LIKE 'm/week%' ORDER BY 1`,
      );
    }
  });

  it('freezes nobody when one clock is days ahead (S5)', async () => {
    await report([NOW_MS + 400 * DAY_MS, 1]);
    await maintained();
    // In the minute that is not over, whenever the test is run: an earlier one is refreshed with the next round.
    await report([NOW_MS, 7]);
    const [live] = await database.query<{ high: number }[]>(
      `SELECT max(high) AS high FROM reading_1h WHERE bucket > $1`,
      [new Date(NOW_MS - 2 * 3_600_000)],
    );
    expect(live).toEqual({ high: 7 });
  });
}

onEachEngine('rollups', promises);
