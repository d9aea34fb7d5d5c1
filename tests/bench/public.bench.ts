import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { createDataSource } from '@bakeloop/db';
import { Recorder } from '@bakeloop/record';
import { expect, it } from '@jest/globals';
import { startApiProcess } from '../support/api-process.js';
import { mb1Events } from '../support/batch-log.js';
import { startBenchDatabase } from '../support/bench-database.js';
import { sized, startReport } from '../support/bench-report.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { percentile } from '../support/table.js';

const report = await startReport('public');

/** Connections that ask again as soon as they are answered. */
const READERS = 32;
const REQUESTS = sized(20_000);
/** Of an answer that asks the database each time: a tenth is enough to tell its rate. */
const ASKED = Math.ceil(REQUESTS / 10);

interface Measured {
  rate: number;
  p50Ms: number;
  p95Ms: number;
  bytes: number;
}

/** As many requests, over connections that stay, as caches and browsers of a crowd make them. @throws on any answer but 200 */
async function pour(url: string, requests: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: READERS });
  const { hostname, port, pathname, search } = new URL(url);
  const tookMs: number[] = [];
  let bytes = 0;
  let left = requests;
  const ask = async (): Promise<void> => {
    const beganMs = performance.now();
    const request = get({
      agent,
      hostname,
      port,
      path: pathname + search,
      headers: { 'accept-encoding': 'gzip' },
    });
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`${pathname} answered ${response.statusCode}`);
    let size = 0;
    for await (const chunk of response) size += (chunk as Buffer).length;
    bytes = size;
    tookMs.push(performance.now() - beganMs);
  };
  const reader = async (): Promise<void> => {
    while (left-- > 0) await ask();
  };
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: READERS }, reader));
  const rate = (requests * 1_000) / (performance.now() - beganMs);
  agent.destroy();
  return { rate, p50Ms: percentile(tookMs, 0.5), p95Ms: percentile(tookMs, 0.95), bytes };
}

describeWith(['postgres', 'mosquitto'], 'the public page on a day when it is shared', () => {
  it('measures what is the same for everybody against what asks the database', async () => {
    const [server, mosquitto] = await Promise.all([startBenchDatabase(), startShippedMosquitto()]);
    report.with('Database', server.engine.version);
    const database = createDataSource(server.url, 2);
    await database.initialize();
    const recorder = new Recorder(database);
    const events = mb1Events({ startMs: Date.now() - 8 * 3_600_000 });
    await recorder.settleEvents('ke-nbo-01', events, { receivedAt: new Date() });
    await database.destroy();
    const api = await startApiProcess(server.url, mosquitto.url);

    const commits = async (): Promise<number> => {
      const { rows } = await server.reader.query<{ n: number }>(
        `SELECT xact_commit::int AS n FROM pg_stat_database WHERE datname = current_database()`,
      );
      return rows[0]?.n ?? NaN;
    };
    const plan: [string, number][] = [
      ['/', REQUESTS],
      ['/open/figures.json', REQUESTS],
      ['/embed/diverted', REQUESTS],
      ['/api/v1/metrics/diverted?scope=portfolio', ASKED],
    ];
    const rows: (string | number)[][] = [
      ['', 'requests', 'a second', 'p50 ms', 'p95 ms', 'bytes', 'transactions a thousand'],
    ];
    let slowest = Infinity;
    for (const [path, requests] of plan) {
      await pour(api.url + path, Math.ceil(requests / 10));
      const before = await commits();
      const { rate, p50Ms, p95Ms, bytes } = await pour(api.url + path, requests);
      // Told by each connection of the API at most once a second.
      await new Promise((later) => setTimeout(later, 1_500));
      const transactions = ((await commits()) - before) / (requests / 1_000);
      rows.push([
        path,
        requests,
        Math.round(rate),
        p50Ms.toFixed(1),
        p95Ms.toFixed(1),
        bytes,
        transactions.toFixed(1),
      ]);
      if (!path.startsWith('/api/')) {
        slowest = Math.min(slowest, rate);
        expect(transactions).toBeLessThan(100);
      }
    }
    report.table(
      `${READERS} connections that ask again as soon as they are answered, beside an API in a process of its own`,
      rows,
    );
    report.note(
      `2,000 a second on one machine are asked for; the slowest of the first three answered ${Math.round(slowest)}. They rest on numbers that are read every five seconds at most, whoever asks; the last asks the database each time.`,
    );
  }, 300_000);
});
