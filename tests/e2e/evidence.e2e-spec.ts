import { beforeAll, expect, it } from '@jest/globals';
import type { KitchenEvent } from '@bakeloop/domain';
import type { Browser, Page } from 'playwright-core';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { mb1Events } from '../support/batch-log.js';
import { launchBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { describeWith } from '../support/programs.js';
import { openWatched } from '../support/watched-page.js';

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

/** Numbers of a column of the page, as a person would type them into a calculator. */
async function numbersIn(page: Page, selector: string): Promise<number[]> {
  const texts = await page.locator(selector).allTextContents();
  return texts.map((text) => Number(text.replace(/,/g, '').replace('−', '-')));
}

describeWith(['postgres', 'mosquitto', 'chromium'], 'a number can be opened', () => {
  let stack: ApiStack;
  let browser: Browser;
  let events: KitchenEvent[];
  let kitchen: Awaited<ReturnType<ApiStack['kitchen']>>;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startApiStack({ pages: 'built' }), launchBrowser()]);
    kitchen = await stack.kitchen('ke-nbo-01', {
      name: 'Nairobi kitchen',
      country: 'KE',
      timeZone: 'Africa/Nairobi',
    });
    const startMs = Date.now() - 8 * 3_600_000;
    events = mb1Events({ startMs });
    await kitchen.log(1, events);
    await kitchen.log(2, mb1Events({ batchId: 'MB-2', startMs: startMs + 2 * 3_600_000 }));
    await kitchen.untilSettled('events', 2);
  });

  it('leads from the public number to the raw message in three clicks', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url, { viewport: DESKTOP });
    await page.goto(stack.api.url);
    const clicks = [
      page.locator('.number-main').getByRole('link'),
      page.locator('.leaves').getByRole('link', { name: 'MB-1' }),
      page.getByRole('link', { name: 'Weighed out: product' }),
    ];
    for (const link of clicks) await link.click();
    const output = events.find(({ type, data }) => type === 'batch.output' && data.kind === 'product');
    const raw = await page.getByLabel('The message as it came').textContent();
    expect(JSON.parse(raw ?? '')).toEqual(output);
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows rows that add up to the input of the figure', async () => {
    const { page, close } = await openWatched(browser, stack.api.url, { viewport: DESKTOP });
    await page.goto(`${stack.api.url}/metrics/diverted`);
    await page.getByText('They add up to the inputs of the figure.').waitFor();
    const rows = await numbersIn(page, '.leaf-amounts strong');
    const [figure, sum, here] = await numbersIn(page, '.metric-page .table tbody td');
    // MB-1 of the vectors, twice: 390.969388 kg each.
    expect(rows).toEqual([390.969388, 390.969388]);
    expect([figure, sum, here]).toEqual([781.938776, 781.938776, 781.938776]);
    await close();
  });

  it('computes the formula again in front of the reader', async () => {
    const { page, close } = await openWatched(browser, stack.api.url, { viewport: DESKTOP });
    await page.goto(`${stack.api.url}/metrics/acceptance?scope=batch:ke-nbo-01/MB-1`);
    await page.getByText('= 420 / 456').waitFor();
    await page.getByText(/the same\.$/).waitFor();
    await close();
  });

  it('names the correction that changed a figure, and its effect', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url, { viewport: DESKTOP });
    const knownOn = new Date(Date.now() - 30 * 86_400_000).toISOString();
    await page.goto(`${stack.api.url}/metrics/good-product?knownOn=${knownOn}`);
    const changes = page.locator('.change-list li');
    await changes.first().waitFor();
    expect(await changes.first().textContent()).toContain('+395 kg');
    expect(complaints).toEqual([]);
    await close();
  });

  it('leads from a figure to the products that it names', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url, { viewport: DESKTOP });
    await page.goto(`${stack.api.url}/metrics/diverted`);
    await page.locator('optgroup[label="Products"] option').first().waitFor({ state: 'attached' });
    await page.getByRole('link', { name: 'Reference data' }).first().click();
    await page.getByRole('link', { name: 'Products' }).click();
    await page.locator('.record-row').first().waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('draws the way of a batch from delivery to product within the page', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url, { viewport: DESKTOP });
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01/batches/MB-2`);
    await page.getByRole('heading', { name: 'From delivery to product' }).scrollIntoViewIfNeeded();
    const picture = page.locator('.bl-sankey');
    await picture.waitFor();
    const { drawn, room } = await picture.evaluate((element) => ({
      drawn: element.scrollWidth,
      room: element.parentElement?.clientWidth ?? 0,
    }));
    expect(drawn).toBeLessThanOrEqual(room);
    expect(complaints).toEqual([]);
    await close();
  });

  it('gives lots and flows as a table on a phone, each lot linked', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url, { viewport: PHONE });
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01/batches/MB-1`);
    await page.locator('.flow-table').getByRole('link', { name: 'MB-1-flake' }).first().click();
    await page.getByRole('heading', { name: 'MB-1-flake' }).waitFor();
    await page.locator('.flow-table').getByRole('link', { name: 'MB-1', exact: true }).first().waitFor();
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
    expect(scrollWidth).toBe(clientWidth);
    expect(complaints).toEqual([]);
    await close();
  });

  it('keeps a phone from scrolling sideways, however long the ids and however wrong the log', async () => {
    const kitchen = await stack.kitchen('ke-nbo-02', { name: 'K'.repeat(60), country: 'KE' });
    const batchId = 'B'.repeat(40);
    const log = mb1Events({ batchId, startMs: Date.now() - 8 * 3_600_000 });
    // Without its delivery and its sorting, flake comes from a lot that never held any.
    await kitchen.log(1, log.slice(2));
    await kitchen.untilSettled('events', 1);
    const { page, complaints, close } = await openWatched(browser, stack.api.url, { viewport: PHONE });
    for (const path of ['', `/batches/${batchId}`, `/lots/${batchId}-flake`]) {
      await page.goto(`${stack.api.url}/kitchens/ke-nbo-02${path}`);
      await page.locator('.trouble').first().waitFor();
      const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
      expect({ path, scrollWidth }).toEqual({ path, scrollWidth: clientWidth });
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('finds a metric of the method by a word, and by its address', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url, { viewport: DESKTOP });
    await page.goto(`${stack.api.url}/method#acceptance`);
    const entry = page.locator('#acceptance');
    await entry.waitFor();
    expect(await entry.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.getByLabel('Find a figure').fill('circularity indicator');
    await page.locator('#circularity-indicator').waitFor();
    await page.locator('#acceptance').waitFor({ state: 'detached' });
    // What narrows a list stands in the address: it can be passed on.
    await page.reload();
    await page.locator('#circularity-indicator').waitFor();
    expect(await page.locator('#acceptance').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it('moves with the rows it rests on as soon as more is weighed, and not by the minute', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url, { viewport: DESKTOP });
    // A snapshot says it over the first line there is: a slow page is still polling when it is answered.
    let isTold = false;
    const hear = (text: string) => {
      isTold ||= text.includes('"running":');
    };
    page.on('websocket', (line) => line.on('framereceived', ({ payload }) => hear(payload.toString())));
    page.on('response', (response) => {
      if (response.url().includes('transport=polling')) void response.text().then(hear, () => undefined);
    });
    const openedMs = Date.now();
    await page.goto(`${stack.api.url}/metrics/good-product?scope=kitchen:ke-nbo-01`);
    await page.locator('.leaves').getByRole('link', { name: 'MB-2' }).waitFor();
    await eventually(() => expect(isTold).toBe(true), { withinMs: 30_000 });
    await kitchen.log(3, mb1Events({ batchId: 'MB-3', startMs: Date.now() - 5 * 3_600_000 }));
    const beforeTheMinuteMs = openedMs + 58_000 - Date.now();
    await page.locator('.leaves').getByRole('link', { name: 'MB-3' }).waitFor({ timeout: beforeTheMinuteMs });
    await page.getByText('They add up to the inputs of the figure.').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
