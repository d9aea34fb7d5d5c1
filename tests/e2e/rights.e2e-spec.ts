import { readFile } from 'node:fs/promises';
import { reachOf, ROLES, SCREENS, type Role } from '@bakeloop/contracts';
import { beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { mb1Events } from '../support/batch-log.js';
import { launchBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { goTo } from '../support/go-to.js';
import { hand, PHONE } from '../support/hand.js';
import { describeWith } from '../support/programs.js';
import { fetchSignedIn } from '../support/signed-in.js';
import { projectedTotals } from '../support/totals.js';
import { openWatched } from '../support/watched-page.js';

/** Of the public home with all files it loads before somebody scrolls, compressed as they are sent. */
const MOST_HOME_BYTES = 200_000;
/** Reached from lists, or by buttons of their own. */
const IN_NO_NAV = ['/metrics', '/kitchens', '/events', '/sign-in', '/link'];

const refusal = (page: Page) =>
  page.getByRole('heading', {
    name: /^(Sign in to see this|Your account may not see this|Sign in to log|Your account may not log)$/,
  });

describeWith(['postgres', 'mosquitto', 'chromium'], 'in a demonstration', () => {
  let stack: ApiStack;
  let browser: Browser;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startApiStack({ pages: 'built' }), launchBrowser()]);
    await stack.kitchen('ke-nbo-01', { name: 'Nairobi kitchen' });
    // With something to show, the page is as long as it is in use, and its map far below.
    const accra = await stack.kitchen('gh-acc-01', { name: 'Accra kitchen', position: [-0.19, 5.6] });
    await accra.log(1, mb1Events({ startMs: Date.now() - 8 * 3_600_000 }));
    await accra.untilSettled('events', 1);
    await eventually(async () =>
      expect((await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/ke-nbo-01`)).ok).toBe(true),
    );
  });

  const role = (name: 'public' | Role): Role | null => (name === 'public' ? null : name);
  const everybody = ['public', ...ROLES] as const;
  /** Whether somebody is the first who may see a screen, or the last who may not: for all others the same table decides. */
  function tells(who: 'public' | Role, { permission }: (typeof SCREENS)[number]): boolean {
    const may = (one: 'public' | Role): boolean => reachOf(role(one), permission) !== 'none';
    return who === everybody.find(may) || who === everybody.findLast((one) => !may(one));
  }

  it.each(everybody)(
    '%s is led to the screens that the table gives them, and shown no other',
    async (who) => {
      const { page, close } = await openWatched(browser, stack.api.url, { role: who });
      const may = SCREENS.filter(({ permission }) => reachOf(role(who), permission) !== 'none');
      await page.goto(`${stack.api.url}/method`);
      const banner = page.getByRole('banner');
      await banner.locator('.sign-in, .account-button').waitFor();
      if (who !== 'public') await banner.locator('.account-button').click();
      const links = await banner
        .locator('nav a')
        .evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
      // Who is not signed in has no menu; the foot of every page leads to that one.
      const expected = may
        .map(({ path }) => path)
        .filter((path) => !IN_NO_NAV.includes(path) && (who !== 'public' || path !== '/permissions'));
      expect(links.map((path) => path.replace(/(.)\/$/, '$1')).sort()).toEqual(expected.sort());

      for (const { path, permission } of SCREENS.filter((screen) => tells(who, screen))) {
        // The operator's is a page of its own.
        if (path.startsWith('/operator')) await page.goto(`${stack.api.url}${path}`);
        else await goTo(page, path);
        const shown = page.locator('main h1, main h2, h1').first();
        await shown.waitFor();
        // Said on every page of a demonstration, also where nothing is shown.
        await page
          .getByText(/^Demonstration/)
          .first()
          .waitFor();
        const isRefused = reachOf(role(who), permission) === 'none';
        await eventually(async () =>
          expect({ path, isRefused: (await refusal(page).count()) > 0 }).toEqual({ path, isRefused }),
        );
      }
      await close();
    },
    90_000,
  );

  it('anybody may look around as anybody, by one button', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url, { role: 'public' });
    for (const as of ROLES) {
      await page.goto(`${stack.api.url}/sign-in?next=/account`);
      // What the page asks as the one before is answered as the one before.
      await page.waitForLoadState('networkidle');
      await page.getByRole('button', { name: `Look around as ${as}` }).click();
      await page.getByRole('heading', { name: 'Your account' }).waitFor();
      await page.getByRole('main').getByText(`${as}@demo.invalid`).waitFor();
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('the public home is for everybody, live, in less than 200 kB', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url, {
      role: 'public',
      // As the limit is meant: most browsers take less, as the build has packed it.
      extraHTTPHeaders: { 'accept-encoding': 'gzip' },
    });
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (!/^\/(live|api)\//.test(new URL(request.url()).pathname))
        sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(stack.api.url);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(MOST_HOME_BYTES);
    await page.getByText('Nairobi kitchen').waitFor();
    expect(await page.getByRole('link', { name: 'Open the staff console' }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it('an admin finds who did what, and takes it along as a table that runs no formula', async () => {
    const made = await fetchSignedIn(`${stack.api.url}/api/v1/organisations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: '=HYPERLINK("https://evil.example")', kind: 'sponsor' }),
    });
    expect(made.ok).toBe(true);
    const { page, complaints, close } = await openWatched(browser, stack.api.url);
    await page.goto(`${stack.api.url}/audit`);
    await page.getByText('signed in').first().waitFor();
    await page.getByLabel('Find in what was done, or to what').fill('organisation.made');
    await page.getByText('made an organisation').waitFor();
    await eventually(async () => expect(await page.locator('.audit > li').count()).toBe(1));
    expect(new URL(page.url()).searchParams.get('text')).toBe('organisation.made');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download CSV' }).click(),
    ]);
    const table = await readFile(await download.path(), 'utf8');
    expect(table.split('\r\n')).toHaveLength(3);
    expect(table).toContain('organisation.made');
    expect(table).not.toMatch(/(^|,|\n)"?[=+@-]/);
    expect(complaints).toEqual([]);
    await close();
  });

  it('what an operator logs after their session has ended stays on the phone, and is sent once they are back', async () => {
    const { page, close } = await openWatched(browser, stack.api.url, { role: 'public', ...PHONE });
    await page.goto(`${stack.api.url}/operator/?kitchen=ke-nbo-01`);
    await page.getByRole('heading', { name: 'Sign in to log' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).tap();
    const enter = page.getByRole('button', { name: 'Look around as operator' });
    await enter.tap();
    const { step, intake } = hand(page);
    await step('What now?');
    await page.context().clearCookies();
    await intake('12.0', '1.0', 'Sign in to log');
    await page.getByText('1 entry is safe on this phone. Sign in again to send it.').waitFor();
    expect((await projectedTotals(stack.database, 'ke-nbo-01')).intakeCount).toBe(0);
    await page.getByRole('link', { name: 'Sign in' }).tap();
    await enter.tap();
    await page.getByRole('button', { name: /^Your log: 0 on this phone, 1 stored/ }).waitFor();
    expect((await projectedTotals(stack.database, 'ke-nbo-01')).intakeNetGrams).toBe(11_000);
    await close();
  });
});
