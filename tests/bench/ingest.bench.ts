import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { startBenchDatabase } from '../support/bench-database.js';
import { atEnd } from '../support/cleanup.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { printTable } from '../support/table.js';
import { connectKitchen, type TestKitchen } from '../support/test-kitchen.js';

const KITCHENS = 8;
const PACKS_A_KITCHEN = 500;
const READINGS_A_PACK = 24;
const READINGS = KITCHENS * PACKS_A_KITCHEN * READINGS_A_PACK;
/** Packs of one kitchen on their way at once: what an agent's outbox allows itself. */
const WINDOW = 32;
const COPY_ROWS = 2_000;
const ROUNDS = 2;

/** Sends the packs of one round and resolves with the last application acknowledgement. */
async function sendPacks(kitchen: TestKitchen, firstSeq: number, startS: number): Promise<void> {
  const lastSeq = firstSeq + PACKS_A_KITCHEN - 1;
  let next = firstSeq;
  let settled = 0;
  await new Promise<void>((resolve, reject) => {
    const send = (): void => {
      while (next <= lastSeq && next - firstSeq - settled < WINDOW) {
        const seq = next++;
        const records = Array.from({ length: READINGS_A_PACK }, (_, index) => ({
          ...(index === 0 ? { bn: 'extruder-1/', bt: startS + seq } : {}),
          n: `measure-${index}`,
          v: seq + index / 100,
        }));
        kitchen.pack(seq, records).catch(reject);
      }
    };
    kitchen.client.on('message', (_topic, payload) => {
      const ack = JSON.parse(payload.toString()) as { seqs: [number, number][] };
      for (const [first, last] of ack.seqs)
        if (first >= firstSeq && last <= lastSeq) settled += last - first + 1;
      if (settled === PACKS_A_KITCHEN) resolve();
      send();
    });
    send();
  });
  kitchen.client.removeAllListeners('message');
}

/** The same number of rows by text COPY into the same table: one connection, one joined string for each COPY. */
async function copyRows(url: string, channelIds: readonly number[], startS: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const received = new Date().toISOString();
    const perChannel = READINGS / channelIds.length;
    let lines: string[] = [];
    const flush = async (): Promise<void> => {
      const stream = client.query(
        copyFrom('COPY reading (channel_id, device_time, value, received_at) FROM STDIN'),
      );
      stream.end(`${lines.join('\n')}\n`);
      await once(stream, 'finish');
      lines = [];
    };
    for (let step = 0; step < perChannel; step++) {
      const at = new Date((startS + step) * 1_000).toISOString();
      for (const [index, id] of channelIds.entries())
        lines.push(`${id}\t${at}\t${step + index / 100}\t${received}`);
      if (lines.length >= COPY_ROWS) await flush();
    }
    if (lines.length > 0) await flush();
  } finally {
    await client.end();
  }
}

describeWith(['postgres', 'mosquitto'], 'readings a second', () => {
  it('commits and acknowledges packs at a measured share of the speed of raw COPY', async () => {
    const [{ url, engine }, mosquitto] = await Promise.all([startBenchDatabase(), startShippedMosquitto()]);
    await startIngestProcess(url, mosquitto.url);
    const kitchens = await Promise.all(
      Array.from({ length: KITCHENS }, (_, index) => connectKitchen(mosquitto.url, `bench-${index + 1}`)),
    );
    for (const kitchen of kitchens) atEnd(() => kitchen.end());

    const reader = new pg.Client({ connectionString: url });
    await reader.connect();
    atEnd(() => reader.end());
    const startS = Math.floor(Date.now() / 1_000) - 6 * 3_600;
    const rates: { ingest: number; copy: number }[] = [];
    // Round 0 warms the channels, the compilers and the chunk up.
    for (let round = 0; round <= ROUNDS; round++) {
      const ingestMs = await timed(() =>
        Promise.all(kitchens.map((kitchen) => sendPacks(kitchen, round * PACKS_A_KITCHEN + 1, startS))),
      );
      const { rows } = await reader.query<{ id: number }>(
        `SELECT id FROM channel WHERE kitchen_id LIKE 'bench-%' ORDER BY id`,
      );
      // Times of their own, in the same chunk as those of the packs.
      const copyMs = await timed(() =>
        copyRows(
          url,
          rows.map(({ id }) => id),
          startS + 3_600 * 2 + round * PACKS_A_KITCHEN,
        ),
      );
      if (round > 0) rates.push({ ingest: (READINGS / ingestMs) * 1_000, copy: (READINGS / copyMs) * 1_000 });
    }
    const stored = await reader.query<{ n: string }>('SELECT count(*) AS n FROM reading');
    // A probe reading or two of the start come on top.
    expect(Number(stored.rows[0]?.n)).toBeGreaterThanOrEqual((ROUNDS + 1) * READINGS * 2);

    printTable(`${READINGS} readings a round, ${engine.version}, fsync on, through Mosquitto`, [
      ['round', 'acknowledged/s', 'raw COPY/s', 'ratio'],
      ...rates.map(({ ingest, copy }, index) => [
        String(index + 1),
        Math.round(ingest),
        Math.round(copy),
        (ingest / copy).toFixed(2),
      ]),
    ]);
  });
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
