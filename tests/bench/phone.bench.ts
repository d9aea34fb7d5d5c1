import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from '@jest/globals';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { startReport } from '../support/bench-report.js';
import { launchBrowser } from '../support/browser.js';
import { firstLoad } from '../support/first-load.js';
import { hand, PHONE } from '../support/hand.js';
import { describeWith } from '../support/programs.js';
import { percentile } from '../support/table.js';
import { openWatched } from '../support/watched-page.js';

const report = await startReport('phone');

/** A cheap phone is about so much slower than the machine of a bench. */
const SLOWER = 4;
const STARTS = 15;
const INTAKES = 3;
/**
 * The keystroke-level model (Card, Moran and Newell, 1980): to point at something and press it takes a person 1.1 s, and to
 * make up their mind before a new screen 1.35 s.
 */
const POINT_MS = 1_100;
const MIND_MS = 1_350;
/** Of the usual delivery: what is tapped on each screen, once the tare is remembered. */
const INTAKE = [
  ['Intake'],
  [/^HDPE/],
  ['Household'],
  ['2', '4', 'Decimal point', '5', 'Next: check'],
  ['Save intake'],
];

describeWith(['postgres', 'mosquitto', 'chromium'], 'the operator’s phone', () => {
  let stack: ApiStack;
  let browser: Browser;
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startApiStack({ pages: 'built' }), launchBrowser()]);
    await stack.kitchen('ke-nbo-01', { name: 'Kitchen' });
  });

  async function opened(): Promise<{
    page: Page;
    session: CDPSession;
    address: string;
    close: () => Promise<void>;
  }> {
    const { page, close } = await openWatched(browser, stack.api.url, PHONE);
    const address = `${stack.api.url}/operator/?kitchen=ke-nbo-01`;
    await page.goto(address);
    await page.getByRole('heading', { name: 'What now?' }).waitFor();
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.waitForLoadState('networkidle');
    return { page, session: await page.context().newCDPSession(page), address, close };
  }

  it('measures how long it takes to open, once the app is on the phone', async () => {
    const dist = fileURLToPath(new URL('../../apps/operator/dist', import.meta.url));
    const firstBytes = [...firstLoad(dist).values()].reduce((sum, bytes) => sum + bytes, 0);
    const { page, session, address, close } = await opened();
    const asked: string[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/operator/') && !response.fromServiceWorker()) asked.push(response.url());
    });
    /** From the tap on the icon, by the page's own clock: to the first picture, and until the page is at rest after it. */
    const startsMs = async (rate: number): Promise<{ picture: number[]; rest: number[] }> => {
      await session.send('Emulation.setCPUThrottlingRate', { rate });
      const taken = { picture: [] as number[], rest: [] as number[] };
      for (let start = 0; start < STARTS; start += 1) {
        await page.goto(address);
        await page.getByRole('heading', { name: 'What now?' }).waitFor();
        const { picture, rest } = await page.evaluate(async () => {
          for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
          // Nothing is painted before the heading: the page is empty until then.
          const [paint] = performance.getEntriesByName('first-contentful-paint');
          return { picture: paint?.startTime ?? NaN, rest: performance.now() };
        });
        taken.picture.push(picture);
        taken.rest.push(rest);
      }
      return taken;
    };
    const row = (name: string, { picture, rest }: { picture: number[]; rest: number[] }) => [
      name,
      ...[picture, rest].flatMap((ms) => [percentile(ms, 0.5), percentile(ms, 0.95)].map(Math.round)),
    ];
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
      ['processor', 'first picture p50 ms', 'p95 ms', 'at rest p50 ms', 'p95 ms'],
      row('as it is', full),
      row(`${SLOWER} times slower`, slowed),
    ]);
    await close();
  });

  it('measures an intake at the pace of a person, on a slow phone', async () => {
    const { page, session, close } = await opened();
    // The first tells the phone what an empty bag weighs.
    await hand(page).intake('12.0', '0.5');
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.evaluate(() => {
      const answers = new Map<number, number>();
      Object.assign(window, { answers });
      new PerformanceObserver((list) => {
        for (const { interactionId, duration } of list.getEntries() as PerformanceEventTiming[])
          if (interactionId > 0)
            answers.set(interactionId, Math.max(answers.get(interactionId) ?? 0, duration));
      }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    });
    const taken: number[] = [];
    const wire: number[] = [];
    for (let intake = 0; intake < INTAKES; intake += 1) {
      const posted = page.waitForRequest((request) => request.url().endsWith('/events'));
      const begun = performance.now();
      for (const screen of INTAKE) {
        await wait(MIND_MS);
        for (const name of screen) {
          await wait(POINT_MS);
          await page.getByRole('button', { name, exact: true }).first().tap();
        }
      }
      await page.getByRole('heading', { name: 'What now?' }).waitFor();
      taken.push(performance.now() - begun);
      const request = await posted;
      await request.response();
      const sizes = await request.sizes();
      wire.push(sizes.requestBodySize + sizes.requestHeadersSize);
    }
    const answersMs = await page.evaluate(() => [
      ...(window as unknown as { answers: Map<number, number> }).answers.values(),
    ]);
    const taps = INTAKE.flat().length;
    // What is not noted was answered within a frame.
    const all = [...answersMs, ...Array<number>(Math.max(0, INTAKES * taps - answersMs.length)).fill(16)];
    expect(taps).toBeLessThanOrEqual(10);
    expect(Math.max(...wire)).toBeLessThan(2_000);
    report.table(`An intake of 24.5 kg, ${INTAKES} of them, processor ${SLOWER} times slower`, [
      ['', 'value'],
      ['taps', taps],
      ['s, a person’s pace included (1.1 s a tap, 1.35 s a screen)', (Math.max(...taken) / 1_000).toFixed(1)],
      ['ms from a tap to its picture, p50', Math.round(percentile(all, 0.5))],
      ['ms from a tap to its picture, the slowest', Math.round(Math.max(...all))],
      ['bytes sent, with headers', Math.max(...wire)],
    ]);
    await close();
  }, 180_000);
});
