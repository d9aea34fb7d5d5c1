import { beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { launchBrowser } from '../support/browser.js';
import { describeWith } from '../support/programs.js';
import { openWatched } from '../support/watched-page.js';

describeWith(['postgres', 'mosquitto', 'chromium'], 'a line that does not work is seen', () => {
  let stack: ApiStack;
  let browser: Browser;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([
      startApiStack({ pages: 'built', canary: { everySeconds: 1, lateAfterSeconds: 3 } }),
      launchBrowser(),
    ]);
    await stack.kitchen('ke-nbo-01', { name: 'Nairobi kitchen' });
  });

  it('on the fleet page, which leads to what to do, and no longer once it works again', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url);
    await page.goto(`${stack.api.url}/fleet`);
    await page.getByText('Nairobi kitchen').first().waitFor();
    const alarm = page.getByText('Nothing arrives from any kitchen');
    await stack.ingest.stop();
    await alarm.waitFor();
    await page.getByRole('link', { name: 'How the line does' }).first().click();
    await page.getByText('Broker or ingest does not work').waitFor();
    await stack.ingest.start();
    await page.getByRole('link', { name: 'Fleet' }).first().click();
    await page.getByText('Nairobi kitchen').first().waitFor();
    await alarm.waitFor({ state: 'detached' });
    await stack.database.query(
      `INSERT INTO tally AS t (kitchen_id, received, stored, duplicate, dead_lettered, turned_away)
       VALUES ('ke-nbo-01', 0, 0, 0, 0, 12) ON CONFLICT (kitchen_id) DO UPDATE SET turned_away = 12`,
    );
    await page.goto(`${stack.api.url}/line`);
    await page.getByText(/and 12\s+turned away/).waitFor();
    await page.getByText('The newest canary pack in the database was sent').waitFor();
    // Readings are there from a day of an earlier year on, which says so.
    await page
      .getByRole('cell', { name: /\b20\d\d$/ })
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
