import { expect, it } from '@jest/globals';
import type pg from 'pg';
import { connectReader, startBenchDatabase, upkeepDone } from '../support/bench-database.js';
import { sized, startReport } from '../support/bench-report.js';
import { eventually } from '../support/eventually.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { READINGS_A_PACK, startLoad } from '../support/load.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { memoryMiB } from '../support/processes.js';
import { startMeter } from '../support/processor-time.js';
import { describeWith } from '../support/programs.js';
import { channelIdsOf, copyReadings } from '../support/raw-copy.js';
import { percentile } from '../support/table.js';

/** Few kitchens share the pages of few channels' index; a fleet is what one machine is to carry. */
const FLEETS = [64, 512];
const CONNECTIONS = 8;
/** Five to ten seconds a round, so that the upkeep of the rollups, which comes every ten, is in one of two at least. */
const PACKS_A_ROUND = sized(38_400);
const ROUNDS = 3;
/** What is promised: 24,000 readings a second, and 1,111 messages a second for a minute. */
const STEADY = [
  { packsASecond: 1_000, seconds: sized(20), warmsUp: true },
  { packsASecond: 1_000, seconds: sized(30) },
  { packsASecond: 1_111, seconds: sized(60) },
];
const STEADY_KITCHENS = 64;
const WITHIN_MS = 100;
const MOST_MIB = 300;
/** What waits in the broker while no ingest runs. */
const BACKLOG_PACKS = sized(50_000);

const report = await startReport('ingest');

const readingsIn = async (reader: pg.Client): Promise<number> =>
  Number((await reader.query<{ n: string }>('SELECT count(*) AS n FROM reading')).rows[0]?.n);

describeWith(['postgres', 'mosquitto'], 'readings a second', () => {
  it('commits and acknowledges packs at a measured share of the speed of raw COPY', async () => {
    const [{ url, engine, reader, migratedDatabase, pid: databasePid }, mosquitto] = await Promise.all([
      startBenchDatabase(),
      startShippedMosquitto(),
    ]);
    report.with('Database', `${engine.version}, fsync on`);
    const ingest = await startIngestProcess(url, mosquitto.url);
    // Hours lie apart, so that both write into chunks of their own that nobody compresses yet.
    const startS = Math.floor(Date.now() / 1_000) - 6 * 3_600;
    const parts = {
      generator: { pid: process.pid },
      broker: { pid: mosquitto.pid() },
      ingest: { pid: ingest.pid() },
      database: { pid: databasePid(), withChildren: true },
    };
    const readings = PACKS_A_ROUND * READINGS_A_PACK;
    const measure = async (kitchens: number) => {
      const prefix = `fleet${kitchens}`;
      const packsAKitchen = Math.ceil(PACKS_A_ROUND / kitchens);
      const load = await startLoad(mosquitto.url, { kitchens, connections: CONNECTIONS, prefix });
      const rounds: (string | number)[][] = [];
      // Round 0 warms the channels, the compilers and the chunk up.
      for (let round = 0; round <= ROUNDS; round++) {
        const packs = load.prepare(packsAKitchen, startS);
        const spentUs = await startMeter(parts);
        const ingestMs = await load.flatOut(packs);
        const microseconds = (await spentUs()).map((us) => us / PACKS_A_ROUND);
        const { now: memory } = await memoryMiB(ingest.pid());
        // What is left of the upkeep would slow COPY down, and flatter the ratio.
        await upkeepDone(reader);
        const copyMs = await copyReadings(url, await channelIdsOf(reader, prefix), {
          rowsAChannel: packsAKitchen,
          startS: startS + 3_600 * 2 + round * packsAKitchen,
        });
        if (round > 0)
          rounds.push([
            kitchens,
            Math.round((readings / ingestMs) * 1_000),
            Math.round((readings / copyMs) * 1_000),
            (copyMs / ingestMs).toFixed(2),
            memory,
            ...microseconds.map(Math.round),
          ]);
      }
      return rounds;
    };
    const fleets: Awaited<ReturnType<typeof measure>>[] = [];
    for (const kitchens of FLEETS) fleets.push(await measure(kitchens));
    // A probe reading or two of the start come on top.
    expect(await readingsIn(reader)).toBeGreaterThanOrEqual(FLEETS.length * (ROUNDS + 1) * readings * 2);

    report.table(
      `${readings} readings a round in packs of ${READINGS_A_PACK}, acknowledged by the ingest after the commit, against as many rows by raw text COPY into the same table; processor time by part, us a pack`,
      [
        [
          'kitchens',
          'acknowledged/s',
          'raw COPY/s',
          'ratio (goal: 0.8)',
          'ingest MiB',
          ...Object.keys(parts).map((part) => `${part} us`),
        ],
        ...fleets.flat(),
      ],
    );

    // A steady pace is of readings of now, on a database that is not busy with what was poured before.
    await ingest.stop();
    const steadyUrl = await migratedDatabase();
    const live = await startIngestProcess(steadyUrl, mosquitto.url);
    const load = await startLoad(mosquitto.url, { kitchens: STEADY_KITCHENS, connections: CONNECTIONS });
    const nowS = Math.floor(Date.now() / 1_000);
    const inAllS = STEADY.reduce((sum, { packsASecond, seconds }) => sum + packsASecond * seconds, 0);
    const liveFromS = nowS - Math.ceil(inAllS / STEADY_KITCHENS);
    const steady: (string | number)[][] = [];
    for (const { packsASecond, seconds, warmsUp } of STEADY) {
      const packs = load.prepare(Math.ceil((packsASecond * seconds) / STEADY_KITCHENS), liveFromS);
      const waits = await load.steady(packs, packsASecond);
      const { now, most } = await memoryMiB(live.pid());
      expect(most).toBeLessThan(MOST_MIB);
      // As after some hours: there are files of the WAL to be written again.
      if (warmsUp) await reader.query('CHECKPOINT');
      else
        steady.push([
          packsASecond * READINGS_A_PACK,
          seconds,
          ...[0.5, 0.95, 0.99, 1].map((share) => percentile(waits, share).toFixed(1)),
          now,
          most,
        ]);
    }
    report.table(
      'Publish to application acknowledgement at a steady pace, ms; memory after it, and the most since the ingest began',
      [
        [
          ...['readings/s', 'seconds', 'p50', 'p95', `p99 (goal: ${WITHIN_MS})`, 'worst', 'ingest MiB'],
          `most MiB (goal: ${MOST_MIB})`,
        ],
        ...steady,
      ],
    );

    const steadyReader = await connectReader(steadyUrl);
    const before = await readingsIn(steadyReader);
    const backlog = load.prepare(Math.ceil(BACKLOG_PACKS / STEADY_KITCHENS), startS);
    const waiting = backlog.reduce((sum, { packs }) => sum + packs.length, 0) * READINGS_A_PACK;
    await live.stop();
    await load.pour(backlog);
    const beganMs = Date.now();
    await live.restart();
    await eventually(
      async () => expect(await readingsIn(steadyReader)).toBeGreaterThanOrEqual(before + waiting),
      {
        withinMs: 120_000,
        everyMs: 250,
      },
    );
    const drainedS = (Date.now() - beganMs) / 1_000;
    report.table(`What waited in the broker, from the start of an ingest to the commit of the last`, [
      ['packs', 'readings', 'seconds', 'packs/s'],
      [
        waiting / READINGS_A_PACK,
        waiting,
        drainedS.toFixed(1),
        Math.round(waiting / READINGS_A_PACK / drainedS),
      ],
    ]);
  }, 900_000);
});
