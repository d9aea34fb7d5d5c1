import { expect, it } from '@jest/globals';
import { startBenchDatabase, upkeepDone } from '../support/bench-database.js';
import { sized, startReport } from '../support/bench-report.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { READINGS_A_PACK, startLoad } from '../support/load.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { memoryMiB } from '../support/processes.js';
import { startMeter } from '../support/processor-time.js';
import { describeWith } from '../support/programs.js';
import { channelIdsOf, copyReadings } from '../support/raw-copy.js';
import { percentile } from '../support/table.js';

const KITCHENS = 64;
const CONNECTIONS = 8;
/** About ten seconds a round, so that the upkeep of the rollups, which comes every ten, is in each. */
const PACKS_A_KITCHEN = sized(600);
const READINGS = KITCHENS * PACKS_A_KITCHEN * READINGS_A_PACK;
const ROUNDS = 3;
const STEADY_PACKS_A_SECOND = 1_000;
const STEADY_SECONDS = sized(30);

const report = await startReport('ingest');

describeWith(['postgres', 'mosquitto'], 'readings a second', () => {
  it('commits and acknowledges packs at a measured share of the speed of raw COPY', async () => {
    const [{ url, engine, reader, pid: databasePid }, mosquitto] = await Promise.all([
      startBenchDatabase(),
      startShippedMosquitto(),
    ]);
    report.with('Database', `${engine.version}, fsync on`);
    const ingest = await startIngestProcess(url, mosquitto.url);
    const load = await startLoad(mosquitto.url, { kitchens: KITCHENS, connections: CONNECTIONS });

    // Hours lie apart, so that both write into chunks of their own that nobody compresses yet.
    const startS = Math.floor(Date.now() / 1_000) - 6 * 3_600;
    const parts = {
      generator: { pid: process.pid },
      broker: { pid: mosquitto.pid() },
      ingest: { pid: ingest.pid() },
      database: { pid: databasePid(), withChildren: true },
    };
    const rates: { ingest: number; copy: number; memory: number; microseconds: number[] }[] = [];
    // Round 0 warms the channels, the compilers and the chunk up.
    for (let round = 0; round <= ROUNDS; round++) {
      const packs = load.prepare(PACKS_A_KITCHEN, startS);
      const spentUs = await startMeter(parts);
      const ingestMs = await load.flatOut(packs);
      const microseconds = (await spentUs()).map((us) => (us * READINGS_A_PACK) / READINGS);
      const { now: memory } = await memoryMiB(ingest.pid());
      // What is left of the upkeep would slow COPY down, and flatter the ratio.
      await upkeepDone(reader);
      const copyMs = await copyReadings(url, await channelIdsOf(reader, 'load'), {
        rowsAChannel: PACKS_A_KITCHEN,
        startS: startS + 3_600 * 2 + round * PACKS_A_KITCHEN,
      });
      if (round > 0)
        rates.push({
          ingest: (READINGS / ingestMs) * 1_000,
          copy: (READINGS / copyMs) * 1_000,
          memory,
          microseconds,
        });
    }
    const stored = await reader.query<{ n: string }>('SELECT count(*) AS n FROM reading');
    // A probe reading or two of the start come on top.
    expect(Number(stored.rows[0]?.n)).toBeGreaterThanOrEqual((ROUNDS + 1) * READINGS * 2);

    report.table(
      `${READINGS} readings a round in packs of ${READINGS_A_PACK}, acknowledged by the ingest after the commit, against as many rows by raw text COPY into the same table; processor time by part, us a pack`,
      [
        [
          'round',
          'acknowledged/s',
          'raw COPY/s',
          'ratio',
          'ingest MiB',
          ...Object.keys(parts).map((part) => `${part} us`),
        ],
        ...rates.map(({ ingest, copy, memory, microseconds }, index) => [
          String(index + 1),
          Math.round(ingest),
          Math.round(copy),
          (ingest / copy).toFixed(2),
          memory,
          ...microseconds.map(Math.round),
        ]),
      ],
    );

    const packs = load.prepare(Math.ceil((STEADY_PACKS_A_SECOND * STEADY_SECONDS) / KITCHENS), startS);
    const waits = await load.steady(packs, STEADY_PACKS_A_SECOND);
    const { now, most } = await memoryMiB(ingest.pid());
    report.table(
      `Publish to application acknowledgement at ${STEADY_PACKS_A_SECOND * READINGS_A_PACK} readings/s for ${STEADY_SECONDS} s, ms; memory after it, and the most since the ingest began`,
      [
        ['p50', 'p95', 'p99', 'worst', 'ingest MiB', 'most MiB'],
        [...[0.5, 0.95, 0.99, 1].map((share) => percentile(waits, share).toFixed(1)), now, most],
      ],
    );
  }, 900_000);
});
