import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { startBenchDatabase } from '../support/bench-database.js';
import { atEnd } from '../support/cleanup.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { READINGS_A_PACK, startLoad } from '../support/load.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { processorSeconds } from '../support/processor-time.js';
import { percentile, printTable } from '../support/table.js';

const KITCHENS = 64;
const CONNECTIONS = 8;
const PACKS_A_KITCHEN = 150;
const READINGS = KITCHENS * PACKS_A_KITCHEN * READINGS_A_PACK;
const COPY_ROWS = 8_000;
const ROUNDS = 3;
const STEADY_PACKS_A_SECOND = 1_000;
const STEADY_SECONDS = 16;

/** The same number of rows by text COPY into the same table: one connection, text that was made beforehand. */
async function copyRows(url: string, channelIds: readonly number[], startS: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const received = Math.floor(Date.now() / 1_000);
    const lines: string[] = [];
    for (let step = 0; step < READINGS / channelIds.length; step++) {
      const at = new Date((startS + step) * 1_000).toISOString();
      for (const id of channelIds)
        lines.push(
          `${at}\t${Math.round(1_800 + 200 * Math.sin(step / 50 + id))}\t${received}\t\\N\t${id}\t1\n`,
        );
    }
    const texts: string[] = [];
    for (let from = 0; from < lines.length; from += COPY_ROWS)
      texts.push(lines.slice(from, from + COPY_ROWS).join(''));
    const beganMs = performance.now();
    for (const text of texts) {
      const stream = client.query(
        copyFrom('COPY reading_raw (device_time, digits, received_s, odd, channel_id, decimals) FROM STDIN'),
      );
      stream.end(text);
      await once(stream, 'finish');
    }
    return performance.now() - beganMs;
  } finally {
    await client.end();
  }
}

/** Resident memory of a process, MiB. */
async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
}

describeWith(['postgres', 'mosquitto'], 'readings a second', () => {
  it('commits and acknowledges packs at a measured share of the speed of raw COPY', async () => {
    const [{ url, engine, pid: databasePid }, mosquitto] = await Promise.all([
      startBenchDatabase(),
      startShippedMosquitto(),
    ]);
    const ingest = await startIngestProcess(url, mosquitto.url);
    const load = await startLoad(mosquitto.url, { kitchens: KITCHENS, connections: CONNECTIONS });
    const reader = new pg.Client({ connectionString: url });
    await reader.connect();
    atEnd(() => reader.end());

    // Whole days lie apart, so that both write into chunks of their own that nobody compresses yet.
    const startS = Math.floor(Date.now() / 1_000) - 6 * 3_600;
    const parts = {
      generator: process.pid,
      broker: mosquitto.pid(),
      ingest: ingest.pid(),
      database: databasePid(),
    };
    const spent = (): Promise<number[]> =>
      Promise.all(Object.entries(parts).map(([part, pid]) => processorSeconds(pid, part === 'database')));
    const rates: { ingest: number; copy: number; memory: number; microseconds: number[] }[] = [];
    // Round 0 warms the channels, the compilers and the chunk up.
    for (let round = 0; round <= ROUNDS; round++) {
      const packs = load.prepare(PACKS_A_KITCHEN, startS);
      const before = await spent();
      const ingestMs = await load.flatOut(packs);
      const after = await spent();
      const microseconds = after.map(
        (seconds, part) => ((seconds - (before[part] ?? 0)) * 1e6 * READINGS_A_PACK) / READINGS,
      );
      const memory = await residentMiB(ingest.pid());
      const { rows } = await reader.query<{ id: number }>(
        `SELECT id FROM channel WHERE kitchen_id LIKE 'load-%' ORDER BY id`,
      );
      const copyMs = await copyRows(
        url,
        rows.map(({ id }) => id),
        startS + 3_600 * 2 + round * PACKS_A_KITCHEN,
      );
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

    printTable(
      `${READINGS} readings a round, ${engine.version}, fsync on, through Mosquitto; processor time by part, us a pack of ${READINGS_A_PACK}`,
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

    const packs = load.prepare((STEADY_PACKS_A_SECOND * STEADY_SECONDS) / KITCHENS, startS);
    const waits = await load.steady(packs, STEADY_PACKS_A_SECOND);
    printTable(
      `Publish to application acknowledgement at ${STEADY_PACKS_A_SECOND * READINGS_A_PACK} readings/s, ms`,
      [
        ['p50', 'p95', 'p99', 'worst', 'ingest MiB'],
        [
          ...[0.5, 0.95, 0.99, 1].map((share) => percentile(waits, share).toFixed(1)),
          await residentMiB(ingest.pid()),
        ],
      ],
    );
  });
});
