import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { startApiStack } from '../support/api-stack.js';
import { startReport } from '../support/bench-report.js';
import { launchBrowser } from '../support/browser.js';
import { firstLoad } from '../support/first-load.js';
import { PHONE } from '../support/hand.js';
import { describeWith } from '../support/programs.js';
import { percentile } from '../support/table.js';
import { openWatched } from '../support/watched-page.js';

const report = await startReport('phone');

/** A cheap phone is about so much slower than the machine of a bench. */
const SLOWER = 4;
const STARTS = 15;

describeWith(['postgres', 'mosquitto', 'chromium'], 'the operator’s phone', () => {
  it('measures how long it takes to open, once the app is on the phone', async () => {
    const dist = fileURLToPath(new URL('../../apps/operator/dist', import.meta.url));
    const firstBytes = [...firstLoad(dist).values()].reduce((sum, bytes) => sum + bytes, 0);
    const [stack, browser] = await Promise.all([startApiStack({ pages: 'built' }), launchBrowser()]);
    await stack.kitchen('ke-nbo-01', { name: 'Kitchen' });
    const { page, close } = await openWatched(browser, stack.api.url, PHONE);
    const address = `${stack.api.url}/operator/?kitchen=ke-nbo-01`;
    await page.goto(address);
    await page.getByRole('heading', { name: 'What now?' }).waitFor();
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.waitForLoadState('networkidle');

    const asked: string[] = [];
    const session = await page.context().newCDPSession(page);
    page.on('response', (response) => {
      if (response.url().includes('/operator/') && !response.fromServiceWorker()) asked.push(response.url());
    });
    const startsMs = async (rate: number): Promise<number[]> => {
      await session.send('Emulation.setCPUThrottlingRate', { rate });
      const taken: number[] = [];
      for (let start = 0; start < STARTS; start += 1) {
        await page.goto(address);
        await page.getByRole('heading', { name: 'What now?' }).waitFor();
        // From the tap on the icon to the first picture of the page, by the page's own clock.
        taken.push(
          await page.evaluate(
            () =>
              new Promise<number>((done) =>
                requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))),
              ),
          ),
        );
      }
      return taken;
    };
    const [full, slowed] = [await startsMs(1), await startsMs(SLOWER)];
    expect(firstBytes).toBeLessThan(150_000);
    // Not a byte of the app comes over the network again.
    expect(asked).toEqual([]);
    report.table('Sizes', [
      ['', 'bytes'],
      ['first load, gzip', firstBytes],
      ['second load', 0],
    ]);
    report.table(`From opening to “What now?”, ${STARTS} starts`, [
      ['processor', 'p50 ms', 'p95 ms'],
      ['as it is', Math.round(percentile(full, 0.5)), Math.round(percentile(full, 0.95))],
      [`${SLOWER} times slower`, Math.round(percentile(slowed, 0.5)), Math.round(percentile(slowed, 0.95))],
    ]);
    await close();
  });
});
