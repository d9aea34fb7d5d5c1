import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { liveRoom } from '@bakeloop/contracts';
import { expect, it } from '@jest/globals';
import { isLong, sized } from '../support/at-length.js';
import { startApiProcess } from '../support/api-process.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { watchCounting } from '../support/live-client.js';
import { residentBytes } from '../support/processes.js';
import { describeWith } from '../support/programs.js';
import { startLoad } from '../support/load.js';
import { connectBenchKitchens, latencies, sendSteadily, WATCHED_KITCHEN } from '../support/steady-load.js';
import { percentile } from '../support/table.js';
import { startPlatform } from './platform.js';
import { report } from './report.js';
import { fetchSignedIn, sessionCookie } from '../support/signed-in.js';

const FROZEN_VIEWER = fileURLToPath(new URL('./frozen-viewer.mjs', import.meta.url));
const VIEWERS = sized({ short: 20, long: 1_000 });
/** A viewer that answers no ping is known to be gone by then. */
const DROPPED_WITHIN_MS = 45_000;
/** What a viewer that does not read may cost. */
const MOST_BYTES = 20_000_000;
/** R2: 1,111 messages a second, and as many as share out evenly over the kitchens of the load. */
const FLEET_PACKS_A_SECOND = 1_120;

describeWith(['postgres', 'mosquitto'], 'viewers', () => {
  it('F37 one that has stopped costs no memory, holds nobody up, and is dropped', async () => {
    const platform = await startPlatform({ ingests: 1 });
    const api = await startApiProcess(platform.databaseUrl, platform.mosquitto.url);
    const kitchens = await connectBenchKitchens(platform.mosquitto.url);
    const viewers = await Promise.all(Array.from({ length: VIEWERS }, () => watchCounting(api.url)));
    const connected = async (): Promise<number> => {
      const scraped = await (await fetchSignedIn(`${api.url}/health/metrics`)).text();
      return Number(/^bakeloop_viewers (\d+)$/m.exec(scraped)?.[1]);
    };
    let seq = 2;
    const watched = async (seconds: number): Promise<number> => {
      for (const { seen } of viewers) seen.length = 0;
      const sentMs = await sendSteadily(kitchens, seconds, seq);
      seq = Math.max(...sentMs.keys()) + 1;
      await eventually(() => expect(viewers.every(({ seen }) => seen.at(-1)?.[0] === seq - 1)).toBe(true), {
        withinMs: 30_000,
      });
      return percentile(
        viewers.flatMap(({ seen }) => latencies(sentMs, seen)),
        0.95,
      );
    };
    // As long as what follows, so that what a heap takes for so many viewers is taken before.
    await watched(sized({ short: 5, long: 40 }));
    const before = await residentBytes(api.pid());

    const frozen = await viewerProcess(api.url);
    expect(await connected()).toBe(VIEWERS + 1);
    frozen.kill('SIGSTOP');
    const stoppedMs = performance.now();
    const dropped = eventually(async () => expect(await connected()).toBe(VIEWERS), {
      withinMs: DROPPED_WITHIN_MS,
      everyMs: 250,
    }).then(() => Math.round(performance.now() - stoppedMs));
    const p95Ms = await watched(sized({ short: 8, long: 40 }));
    const droppedMs = await dropped;
    const more = (await residentBytes(api.pid())) - before;
    report('F37', {
      viewers: VIEWERS,
      dropped_ms: droppedMs,
      others_p95_ms: Math.round(p95Ms),
      more_mib: Math.round(more / 1_048_576),
    });
    expect(p95Ms).toBeLessThan(1_000);
    expect(more).toBeLessThan(MOST_BYTES);
    if (!isLong) return;

    // R5: beside what R2 has a fleet send, which nobody watches.
    const load = await startLoad(platform.mosquitto.url, { kitchens: 64, connections: 8, prefix: 'r2' });
    const packs = load.prepare((40 * FLEET_PACKS_A_SECOND) / 64, Math.floor(Date.now() / 1_000) - 3_600);
    const [besideMs, settledMs] = await Promise.all([watched(40), load.steady(packs, FLEET_PACKS_A_SECOND)]);
    report('R5', {
      viewers: VIEWERS,
      p95_ms: Math.round(besideMs),
      beside_packs: settledMs.length,
      beside_p99_ms: Math.round(percentile(settledMs, 0.99)),
    });
    expect(besideMs).toBeLessThan(1_000);
    // Waiting for the drop takes most of it.
  }, 180_000);
});

/** A viewer that watches, in a process that can be stopped. */
async function viewerProcess(url: string): Promise<ChildProcess> {
  const room = liveRoom.parse(`kitchen:${WATCHED_KITCHEN}`);
  const child = spawn(process.execPath, [FROZEN_VIEWER, url, room, await sessionCookie(url)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(async () => void child.kill('SIGKILL'));
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  expect(said.toString()).toBe('watching\n');
  return child;
}
