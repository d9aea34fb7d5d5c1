import { randomUUID } from 'node:crypto';
import { topics } from '@bakeloop/contracts';
import {
  applyRetention,
  createDataSource,
  detectEngine,
  RetentionRepository,
  type Engine,
} from '@bakeloop/db';
import { maintain, Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { onEachEngine } from '../support/engines.js';
import { projectedTotals } from '../support/totals.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const KITCHEN = 'old-kitchen';
const NOW_MS = Date.now();
/** Six in the morning UTC, 390 days ago: late, and not too late (S5). */
const START_MS = (Math.floor(NOW_MS / DAY_MS) - 390) * DAY_MS + 6 * HOUR_MS;
/** Three weeks on, when the readings of that day are older than is said, and than what may have waited. */
const LATER_MS = NOW_MS + 21 * DAY_MS;
const ROLLUPS = ['reading_1m', 'reading_1h', 'reading_1d'] as const;

function promises(startEngine: () => Promise<string>, expected: Engine['kind']): void {
  let database: ReturnType<typeof createDataSource>;
  let engine: Engine;
  let recorder: Recorder;
  let seq = 0;
  const session = randomUUID();
  const events = mb1Events({ startMs: START_MS });

  const tell = (stream: 'telemetry' | 'events', body: object, atMs: number) =>
    recorder.settle([
      {
        topic: topics.of(KITCHEN, stream),
        payload: Buffer.from(JSON.stringify({ session, seq: ++seq, ...body })),
        receivedAt: new Date(atMs),
      },
    ]);
  /** A meter that counts 1 kWh a minute, read each minute. */
  const meter = (minutes: readonly number[], atMs = NOW_MS, more = 0) =>
    tell(
      'telemetry',
      {
        records: minutes.map((minute) => ({
          n: 'extruder-1/energy',
          u: 'kWh',
          bt: START_MS / 1_000 + minute * 60 + more,
          v: 1_000 + minute,
        })),
      },
      atMs,
    );
  const maintained = async (nowMs: number): Promise<void> => {
    for (let more = true; more;) {
      const round = await maintain(database, engine, nowMs);
      expect(round.failures).toEqual([]);
      ({ more } = round);
    }
  };
  const known = async () => ({
    rollups: await Promise.all(
      ROLLUPS.map((name) => database.query(`SELECT * FROM ${name} ORDER BY channel_id, bucket`)),
    ),
    batches: await database.query(`SELECT batch_id, state, meters FROM batch ORDER BY batch_id`),
    lots: await database.query(`SELECT lot_id, state FROM lot ORDER BY lot_id`),
    totals: await projectedTotals(database, KITCHEN),
    coverage: await database.query(`SELECT * FROM reading_day ORDER BY scope, day`),
  });
  const readings = async (): Promise<number> =>
    (await database.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM reading`))[0]?.n ?? 0;
  const dropped = async (now: Date): Promise<void> => {
    while (await applyRetention(database, engine, now));
  };
  const set = (
    policy: Partial<Omit<Awaited<ReturnType<RetentionRepository['inForce']>>, 'by'>>,
  ): Promise<void> => {
    const retention = new RetentionRepository(database);
    const by = { name: 'Ama', personId: null };
    const actor = { kind: 'platform' as const, id: null, address: null, requestId: null };
    return retention.inForce().then((inForce) => retention.set({ ...inForce, ...policy, by }, actor));
  };

  let before: Awaited<ReturnType<typeof known>>;

  beforeAll(async () => {
    database = createDataSource(await startEngine(), 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    engine = await detectEngine(database);
    recorder = new Recorder(database);
    await tell('events', { events }, NOW_MS);
    await meter(Array.from({ length: 150 }, (_, minute) => minute));
    await maintained(NOW_MS);
    before = await known();
  });

  it('is kept as the defaults say, and nothing before its time', async () => {
    expect(engine.kind).toBe(expected);
    expect(await new RetentionRepository(database).inForce()).toMatchObject({
      rawDays: 400,
      minuteDays: 1_095,
      hourDays: null,
      dayDays: null,
      compressAfterDays: 3,
    });
    expect(before.totals.energyWh).toBe(65_000);
    expect(before.rollups.map((rows) => (rows as unknown[]).length)).toEqual([150, 3, 1]);
    await dropped(new Date(NOW_MS + 19 * DAY_MS));
    expect(await readings()).toBe(150);
  });

  it('drops no reading whose rollups are not up to date', async () => {
    await meter([160], NOW_MS);
    await dropped(new Date(LATER_MS));
    expect(await readings()).toBe(151);
    await maintained(NOW_MS);
    before = await known();
  });

  it('loses readings, and no figure: batches, lots, totals and rollups stay as they were', async () => {
    await dropped(new Date(LATER_MS));
    expect(await readings()).toBe(0);
    expect(await known()).toEqual(before);
    const kept = await new RetentionRepository(database).keptFrom();
    expect(kept.get('raw')).toEqual(new Date(Math.floor(START_MS / DAY_MS) * DAY_MS + DAY_MS));
    // Asked for again and again, by one process or more.
    await Promise.all([1, 2].map(() => dropped(new Date(LATER_MS + HOUR_MS))));
    expect(await known()).toEqual(before);
  });

  it('is made anew of no late reading, nor of a correction of what was measured then', async () => {
    await meter([40, 41], NOW_MS, 30);
    await maintained(LATER_MS);
    expect(await known()).toEqual(before);
    const purge = events.find((event) => event.type === 'batch.output' && event.data.kind === 'purge');
    if (purge?.type !== 'batch.output') throw new Error('the vector has a purge');
    const note = { id: randomUUID(), supersedes: purge.id, reason: 'weighed again' };
    await tell(
      'events',
      { events: [{ ...purge, ...note, data: { ...purge.data, grams: 6_500 } }] },
      LATER_MS,
    );
    await maintained(LATER_MS);
    const after = await known();
    expect(after.totals).toMatchObject({ purgeGrams: 6_500, energyWh: 65_000 });
    expect(after.rollups).toEqual(before.rollups);
    before = after;
    // What came late goes with the next day that does, and is counted nowhere.
    await dropped(new Date(LATER_MS + DAY_MS));
    expect(await readings()).toBe(0);
    expect((await known()).rollups).toEqual(before.rollups);
  });

  it('goes grain by grain as the policy says: the minutes, and neither hours nor days', async () => {
    await set({ minuteDays: 420, note: 'room on the disk' });
    // Rollups of the embedded and the native TimescaleDB lie in chunks of ten days.
    await dropped(new Date(NOW_MS + 60 * DAY_MS));
    const { rollups } = await known();
    expect(rollups[0]).toEqual([]);
    expect(rollups.slice(1)).toEqual(before.rollups.slice(1));
    expect([...(await new RetentionRepository(database).keptFrom()).keys()].sort()).toEqual(['1m', 'raw']);
    await set({ minuteDays: null, note: 'for ever again' });
    await meter([50], NOW_MS, 45);
    await maintained(NOW_MS + 60 * DAY_MS);
    expect((await known()).rollups).toEqual(rollups);
  });

  it('costs a week at most for each round of a clock that is years ahead', async () => {
    const [channel] = await database.query<{ id: number }[]>(`SELECT id FROM channel LIMIT 1`);
    const kept = (await new RetentionRepository(database).keptFrom()).get('raw')!;
    await database.query(
      `INSERT INTO reading_raw (channel_id, device_time, digits, decimals, received_s)
       SELECT $1, $2::timestamptz + make_interval(days => n), n, 0, 0 FROM generate_series(0, 39) n`,
      [channel?.id, kept],
    );
    const yearsAhead = new Date(kept.getTime() + 3_000 * DAY_MS);
    expect(await applyRetention(database, engine, yearsAhead)).toBe(true);
    expect(await readings()).toBe(33);
    await dropped(yearsAhead);
    expect(await readings()).toBe(0);
  });
}

onEachEngine('what is old', promises);
