import { expect, it } from '@jest/globals';
import { startApiProcess } from '../support/api-process.js';
import { startBenchDatabase } from '../support/bench-database.js';
import { startReport } from '../support/bench-report.js';
import { launchBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { watchCounting } from '../support/live-client.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import {
  connectBenchKitchens,
  latencies,
  READINGS_A_SECOND,
  sendSteadily,
  WATCHED_KITCHEN,
} from '../support/steady-load.js';
import { openWatched } from '../support/watched-page.js';
import { percentile } from '../support/table.js';

const report = await startReport('latency');

const SECONDS = 20;

describeWith(['postgres', 'mosquitto', 'chromium'], 'sensor to screen', () => {
  it('measures how long a published reading takes to a socket and to the words on an open page', async () => {
    const [{ url, engine }, mosquitto, browser] = await Promise.all([
      startBenchDatabase(),
      startShippedMosquitto(),
      launchBrowser(),
    ]);
    await startIngestProcess(url, mosquitto.url);
    const api = await startApiProcess(url, mosquitto.url);
    const kitchens = await connectBenchKitchens(mosquitto.url);
    const viewer = await watchCounting(api.url);

    const { page } = await openWatched(browser, api.url);
    await page.goto(`${api.url}/kitchens/${WATCHED_KITCHEN}`);
    const number = page.locator('.live-value', { hasText: /^Measure 0/ }).locator('.live-number');
    await number.waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await number.evaluate((element) => {
      const seen: [number, number][] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => {
        const value = Number.parseInt((element.textContent ?? '').replaceAll(/[^0-9]/g, ''), 10);
        // With the frame that paints it, not when it is merely written.
        requestAnimationFrame(() => seen.push([value, Date.now()]));
      }).observe(element, { childList: true, characterData: true, subtree: true });
    });

    const sentMs = await sendSteadily(kitchens, SECONDS);
    const lastSeq = Math.max(...sentMs.keys());
    const onPage = await eventually(
      async () => {
        const seen = await page.evaluate(() => (window as unknown as { seen: [number, number][] }).seen);
        expect(viewer.seen.at(-1)?.[0]).toBe(lastSeq);
        expect(seen.at(-1)?.[0]).toBe(lastSeq);
        return seen;
      },
      { withinMs: 30_000 },
    );

    const row = (name: string, values: readonly number[]) => [
      name,
      values.length,
      percentile(values, 0.5),
      percentile(values, 0.99),
      Math.max(...values),
    ];
    report.table(
      `Publish to screen, ms, at ${READINGS_A_SECOND} readings/s for ${SECONDS} s of ${kitchens.length} kitchens (${engine.version})`,
      [
        ['to', 'packs', 'p50', 'p99', 'worst'],
        row('socket', latencies(sentMs, viewer.seen)),
        row('page', latencies(sentMs, onPage)),
      ],
    );
  });
});
