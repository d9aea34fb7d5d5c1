import { expect, it } from '@jest/globals';
import { startApiProcess } from '../support/api-process.js';
import { startBenchDatabase } from '../support/bench-database.js';
import { startReport } from '../support/bench-report.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { type LiveClient, watchCounting } from '../support/live-client.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { residentBytes } from '../support/processes.js';
import { describeWith } from '../support/programs.js';
import { connectBenchKitchens, latencies, READINGS_A_SECOND, sendSteadily } from '../support/steady-load.js';
import { percentile } from '../support/table.js';

const report = await startReport('viewers');

const VIEWERS = 200;
const SECONDS = 15;

/** As a phone that went to sleep with the connection open: nothing is read any more, nothing is closed. */
function freeze(socket: LiveClient): void {
  const { ws } = socket.io.engine.transport as unknown as { ws: { pause(): void; terminate(): void } };
  ws.pause();
  // It would not hear a goodbye either.
  atEnd(async () => ws.terminate());
}

describeWith(['postgres', 'mosquitto'], 'many viewers', () => {
  it('measures what a frozen viewer costs the server and the others', async () => {
    const [{ url }, mosquitto] = await Promise.all([startBenchDatabase(), startShippedMosquitto()]);
    await startIngestProcess(url, mosquitto.url);
    const api = await startApiProcess(url, mosquitto.url);
    const kitchens = await connectBenchKitchens(mosquitto.url);
    const [frozen, ...others] = await Promise.all(
      Array.from({ length: VIEWERS }, () => watchCounting(api.url)),
    );
    if (!frozen) throw new Error('no viewer');
    const rows: (string | number)[][] = [['', 'p50 ms', 'p99 ms', 'server MiB']];
    const measure = async (name: string): Promise<void> => {
      for (const { seen } of others) seen.length = 0;
      const sentMs = await sendSteadily(kitchens, SECONDS, nextSeq);
      nextSeq = Math.max(...sentMs.keys()) + 1;
      await eventually(
        () => expect(others.every(({ seen }) => seen.at(-1)?.[0] === nextSeq - 1)).toBe(true),
        { withinMs: 30_000 },
      );
      const all = others.flatMap(({ seen }) => latencies(sentMs, seen));
      const mebibytes = Math.round((await residentBytes(api.pid())) / 1_048_576);
      rows.push([name, percentile(all, 0.5), percentile(all, 0.99), mebibytes]);
    };
    let nextSeq = 2;
    await measure('warm up');
    await measure('everybody reads');
    freeze(frozen.socket);
    await measure('one is frozen');
    report.table(
      `Publish to socket of ${VIEWERS} viewers at ${READINGS_A_SECOND} readings/s, ${SECONDS} s each`,
      rows,
    );
  });
});
