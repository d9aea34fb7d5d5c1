import { randomUUID } from 'node:crypto';
import { topics } from '@bakeloop/contracts';
import { applyRetention, createDataSource, detectEngine, type Engine } from '@bakeloop/db';
import { maintain, Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import { atEnd } from '../support/cleanup.js';
import { onEachEngine } from '../support/engines.js';

const DAY_MS = 86_400_000;
const NOW_MS = Date.now();
const OLD_MS = NOW_MS - 395 * DAY_MS;
/** What sensors give, and what no sensor gives: each comes back to the last bit. */
const VALUES = [
  200,
  201.4,
  201,
  201.25,
  -0.1,
  0,
  1e15,
  -1e15,
  1 / 3,
  5e-324,
  1e-6,
  0.1 + 0.2,
  2 ** 49 - 1,
  3.141593,
];

function promises(startEngine: () => Promise<string>): void {
  let database: ReturnType<typeof createDataSource>;
  let engine: Engine;
  let recorder: Recorder;
  let seq = 0;
  const session = randomUUID();

  const report = (channel: string, startMs: number, values: readonly number[]) =>
    recorder.settle([
      {
        topic: topics.of('digits-kitchen', 'telemetry'),
        payload: Buffer.from(
          JSON.stringify({
            session,
            seq: ++seq,
            records: values.map((v, index) => ({ n: channel, t: (startMs + index * 1_000) / 1_000, v })),
          }),
        ),
        receivedAt: new Date(NOW_MS),
      },
    ]);
  const maintained = async (nowMs: number): Promise<void> => {
    for (let more = true; more;) {
      const round = await maintain(database, engine, nowMs);
      expect(round.failures).toEqual([]);
      ({ more } = round);
    }
  };
  const isThere = async (table: string): Promise<number> =>
    (await database.query<unknown[]>(`SELECT 1 FROM pg_tables WHERE tablename = $1`, [table])).length;
  const known = async () => ({
    readings: await database.query(
      `SELECT channel_id, device_time, value, received_at FROM reading ORDER BY channel_id, device_time`,
    ),
    rollups: await Promise.all(
      ['reading_1m', 'reading_1h', 'reading_1d'].map((name) =>
        database.query(`SELECT * FROM ${name} ORDER BY channel_id, bucket`),
      ),
    ),
  });

  beforeAll(async () => {
    database = createDataSource(await startEngine(), 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    engine = await detectEngine(database);
    recorder = new Recorder(database);
    await report('m/gone', OLD_MS, [1, 2, 3]);
    await report('m/odd', NOW_MS - 5 * DAY_MS, VALUES);
    await report('m/even', NOW_MS - 5 * DAY_MS, [20, 20.5, 21]);
    await maintained(NOW_MS);
    await applyRetention(database, engine, new Date(NOW_MS + 30 * DAY_MS));
    await report('m/even', NOW_MS - 60_000, [22.25, 22]);
  });

  it('keep every value to the last bit, in fewest decimals for all of a channel', async () => {
    const values = await database.query<{ value: number }[]>(
      `SELECT value FROM reading JOIN channel c ON c.id = channel_id WHERE c.name = 'm/odd' ORDER BY device_time`,
    );
    expect(values.map(({ value }) => value)).toEqual(VALUES);
    const stored = await database.query<{ digits: number; decimals: number }[]>(
      `SELECT digits, decimals FROM reading_raw JOIN channel c ON c.id = channel_id WHERE c.name = 'm/even' ORDER BY device_time`,
    );
    expect(stored.map(({ digits, decimals }) => [digits, decimals])).toEqual([
      [20, 0],
      [205, 1],
      [210, 1],
      [2_225, 2],
      [2_200, 2],
    ]);
  });

  it('move into another shape and back with all their rollups, also of what is no longer there', async () => {
    const before = await known();
    expect(before.readings).toHaveLength(VALUES.length + 5);
    expect((before.rollups[2] as unknown[]).length).toBeGreaterThanOrEqual(3);
    // Back to the shape before, whatever came after it.
    while ((await isThere('reading_raw')) === 1) await database.undoLastMigration();
    expect(await known()).toEqual(before);
    expect(await isThere('reading')).toBe(1);
    await database.runMigrations();
    expect(await known()).toEqual(before);
    await report('m/even', NOW_MS - 5 * DAY_MS + 3_000, [23]);
    await maintained(NOW_MS + 30 * DAY_MS);
    const after = await known();
    expect(after.readings).toHaveLength(VALUES.length + 6);
    expect(await database.query(`SELECT n::int, high FROM reading_1h WHERE high = 23`)).toEqual([
      { n: 4, high: 23 },
    ]);
  });
}

onEachEngine('readings as digits', promises);
