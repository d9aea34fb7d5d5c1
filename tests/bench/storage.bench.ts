import { topics } from '@bakeloop/contracts';
import { ChannelRepository, compressOneChunk, createDataSource, refreshRollups } from '@bakeloop/db';
import { birthOf, KITCHENS, simulate } from '@bakeloop/kitchen';
import { Recorder, type Message } from '@bakeloop/record';
import { expect, it } from '@jest/globals';
import { startBenchDatabase } from '../support/bench-database.js';
import { startReport } from '../support/bench-report.js';
import { atEnd } from '../support/cleanup.js';
import { describeWith } from '../support/programs.js';
import { percentile } from '../support/table.js';

const report = await startReport('storage');

const DAYS = 1;
const DAY_MS = 86_400_000;
/** As a live kitchen reads its sensors on shift. */
const INTERVAL_SECONDS = 5;
/** A pack a minute, as an agent on a mobile line sends them. */
const STEPS_A_PACK = 12;
const PACKS_A_COMMIT = 60;
/** What the readings of 400 days may take, each, compressed. */
const MOST_BYTES = 3;
const LAST_ASKED = 600;

/** Bytes that the chunks of a table take with their indexes and all, before and after they were compressed. */
interface Sizes {
  before: number;
  after: number;
}

describeWith(['postgres'], 'bytes a reading', () => {
  it('measures what the readings of simulated kitchens take, compressed', async () => {
    const { url, engine } = await startBenchDatabase();
    if (engine.kind !== 'timescaledb') {
      process.stdout.write('skipped: bytes a reading: needs TimescaleDB, nothing else compresses\n');
      return;
    }
    const database = createDataSource(url, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    const recorder = new Recorder(database);
    const toMs = Math.floor(Date.now() / DAY_MS - 20) * DAY_MS;
    let jitter = 1;
    for (const kitchen of KITCHENS) {
      const session = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';
      const message = (stream: 'birth' | 'telemetry', body: object, atMs: number): Message => ({
        topic: topics.of(kitchen.id, stream),
        payload: Buffer.from(JSON.stringify(body)),
        // Half a second to a second and a half on the way.
        receivedAt: new Date(atMs + 500 + ((jitter = (jitter * 48_271) % 2_147_483_647) % 1_000)),
      });
      await recorder.settle([message('birth', birthOf(kitchen, session), toMs - DAYS * DAY_MS)]);
      let packs: Message[] = [];
      let steps: unknown[][] = [];
      let seq = 0;
      for (const step of simulate({
        kitchen,
        seed: 1,
        fromMs: toMs - DAYS * DAY_MS,
        toMs,
        intervalSeconds: INTERVAL_SECONDS,
      })) {
        steps.push(step.telemetry);
        if (steps.length < STEPS_A_PACK) continue;
        packs.push(message('telemetry', { session, seq: ++seq, records: steps.flat() }, step.timeMs));
        steps = [];
        if (packs.length < PACKS_A_COMMIT) continue;
        await recorder.settle(packs);
        packs = [];
      }
      if (packs.length > 0) await recorder.settle(packs);
    }
    const [{ n: readings } = { n: 0 }] = await database.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM reading`,
    );
    while ((await refreshRollups(database, engine, { nowMs: Date.now(), maxHours: 48 })).length > 0);
    while (await compressOneChunk(database, engine, { afterDays: 3, busyHoursMs: [] }));
    const [sizes] = await database.query<Sizes[]>(
      `SELECT before_compression_total_bytes::int8 AS before, after_compression_total_bytes::int8 AS after
       FROM hypertable_compression_stats('reading_raw')`,
    );
    if (!sizes) throw new Error('nothing was compressed');
    report.with('Database', engine.version);
    report.table('Bytes a reading', [
      ['', 'bytes'],
      ['as written', (sizes.before / readings).toFixed(1)],
      ['compressed', (sizes.after / readings).toFixed(2)],
      ['readings', readings],
    ]);
    const sums = await database.query<(Sizes & { name: string; n: number })[]>(
      `SELECT view_name AS name, s.before_compression_total_bytes::int8 AS before,
         s.after_compression_total_bytes::int8 AS after,
         CASE view_name WHEN 'reading_1m_kept' THEN (SELECT count(*) FROM reading_1m_kept)
           ELSE (SELECT count(*) FROM reading_1h_kept) END::int AS n
       FROM timescaledb_information.continuous_aggregates a
       CROSS JOIN LATERAL hypertable_compression_stats(format('%I.%I', a.materialization_hypertable_schema,
         a.materialization_hypertable_name)::regclass) s
       WHERE a.compression_enabled ORDER BY view_name DESC`,
    );
    report.table('Bytes a row of sums', [
      ['', 'as written', 'compressed', 'rows'],
      ...sums.map(({ name, before, after, n }) => [
        name === 'reading_1m_kept' ? 'by minute' : 'by hour',
        (before / n).toFixed(1),
        (after / n).toFixed(1),
        n,
      ]),
    ]);
    const lastMs: number[] = [];
    const channels = new ChannelRepository(database);
    for (let asked = 0; asked < LAST_ASKED; asked++) {
      const { id } = KITCHENS[asked % KITCHENS.length] ?? {};
      const beganMs = performance.now();
      const last = await channels.ofKitchen(id ?? '');
      // The first few meet a connection and a plan that are not there yet.
      if (asked >= LAST_ASKED / 10) lastMs.push(performance.now() - beganMs);
      expect(last.every(({ value }) => value !== null)).toBe(true);
    }
    report.table('Last value of all channels of a kitchen', [
      ['', 'ms (goal: 5)'],
      ['p50', percentile(lastMs, 0.5).toFixed(1)],
      ['p95', percentile(lastMs, 0.95).toFixed(1)],
    ]);
    // A size, which no busy machine changes.
    expect(sizes.after / readings).toBeLessThan(MOST_BYTES);
  });
});
