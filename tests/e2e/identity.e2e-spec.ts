import { beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { authenticatorCode } from '../support/authenticator.js';
import { launchBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { hand, PHONE } from '../support/hand.js';
import { describeWith } from '../support/programs.js';
import { projectedTotals } from '../support/totals.js';
import { addAuthenticator } from '../support/virtual-authenticator.js';
import { openWatched } from '../support/watched-page.js';

const PASSWORD = 'teapot gravel orbit lantern';
const ADMIN = 'ama@bakeloop.example';
const LEAD = 'lerato@bakeloop.example';
const OPERATOR = 'otieno@bakeloop.example';

describeWith(['postgres', 'mosquitto', 'chromium'], 'people come in by links, and see what is theirs', () => {
  let stack: ApiStack;
  let browser: Browser;
  /** Links that one test was given and the next follows, as people do. */
  let leadLink = '';
  let operatorLink = '';
  /** Of the first admin's authenticator, and when it was set up. */
  let authenticator = { secret: '', setAtMs: 0 };

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startApiStack({ pages: 'built', demo: false }), launchBrowser()]);
    await stack.kitchen('ke-nbo-01', { name: 'Nairobi kitchen' });
    await stack.kitchen('nl-lwo-01', { name: 'Lauwersoog kitchen' });
    await eventually(async () => {
      const rows = await stack.database.query<unknown[]>(
        `SELECT 1 FROM kitchen WHERE id IN ('ke-nbo-01', 'nl-lwo-01')`,
      );
      expect(rows).toHaveLength(2);
    });
  });

  const nobody = (options = {}) => openWatched(browser, stack.api.url, { role: 'public', ...options });
  const signIn = async (page: Page, email: string): Promise<void> => {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  const invite = async (page: Page, email: string, organisation: string, role: string): Promise<string> => {
    await page.getByLabel('Their e-mail address').fill(email);
    await page.getByLabel('Into').selectOption({ label: organisation });
    await page.getByLabel('As', { exact: true }).selectOption({ label: role });
    await page.getByRole('button', { name: 'Make the link' }).click();
    return handed(page, email);
  };
  const handed = async (page: Page, email: string): Promise<string> =>
    (await page
      .getByRole('region', { name: `The link for ${email}` })
      .locator('code')
      .textContent()) ?? '';
  const follow = async (page: Page, link: string, name: string): Promise<void> => {
    await page.goto(link);
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Set the password and sign in' }).click();
  };

  const stillYou = (page: Page) => page.getByRole('dialog', { name: 'Is it still you?' });
  const proveInPage = async (page: Page): Promise<void> => {
    await stillYou(page).getByLabel('Your password', { exact: true }).fill(PASSWORD);
    await stillYou(page).getByRole('button', { name: 'Go on' }).click();
  };

  it('the first admin by the link of the start, once, with a password not easily guessed and a second factor', async () => {
    const { page, complaints, close } = await nobody();
    const link = `${stack.api.url}/link#${stack.api.firstAdminSecret ?? ''}`;
    await page.goto(link);
    await page.getByRole('heading', { name: 'The first admin' }).waitFor();
    await page.getByLabel('Your name').fill('Ama Mensah');
    await page.getByLabel('E-mail address').fill(ADMIN);
    await page.getByLabel('New password', { exact: true }).fill('bakeloop123');
    await page.getByRole('button', { name: 'Set the password and sign in' }).click();
    await page.getByText('This password is too easy to guess').waitFor();
    // The refusal is an answer like any other to us, but the browser notes it.
    complaints.splice(0);
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Set the password and sign in' }).click();
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    expect(new URL(page.url()).hash).toBe('');
    // Staff and admins go on with one, whatever page they ask for.
    complaints.splice(0);
    await page.getByRole('button', { name: 'Set up an authenticator' }).click();
    await page.getByAltText('QR code of the secret below').waitFor();
    const secret = ((await page.locator('.once-text').textContent()) ?? '').replace(/ /g, '');
    authenticator = { secret, setAtMs: Date.now() };
    await page.getByLabel('Code that the app shows now').fill(authenticatorCode(secret, Date.now()));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'People', exact: true }).waitFor();

    await page.getByText('Make an organisation').click();
    await page.getByLabel('Its name').fill('Nairobi Kitchens');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('Nairobi Kitchens is there.').waitFor();
    await page.getByText('Its kitchens').click();
    await page.getByLabel(/Nairobi kitchen/).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    // A link that was lost is not shown again: another takes its place.
    const lost = await invite(page, LEAD, 'Nairobi Kitchens', 'Lead');
    await page.getByRole('button', { name: `Make a new one: ${LEAD}` }).click();
    await eventually(async () => expect(await handed(page, LEAD)).not.toBe(lost));
    leadLink = await handed(page, LEAD);
    expect(complaints).toEqual([]);
    await close();

    const again = await nobody();
    await again.page.goto(link);
    await again.page.getByRole('heading', { name: 'This link is over' }).waitFor();
    await again.page.getByRole('link', { name: 'Nederlands' }).click();
    await again.page.getByRole('heading', { name: 'Deze link is voorbij' }).waitFor();
    expect(again.page.url()).toContain('#');
    await again.page.getByRole('main').getByRole('link', { name: 'Inloggen' }).click();
    await again.page.getByRole('heading', { name: 'Inloggen', exact: true }).waitFor();
    await again.close();
  });

  it('a lead by the link they were handed, who sees their own kitchen and no other', async () => {
    const { page, complaints, close } = await nobody();
    await follow(page, leadLink, 'Lerato Dlamini');
    await page.getByRole('link', { name: 'Nairobi kitchen' }).first().waitFor();
    expect(await page.getByText('Lauwersoog').count()).toBe(0);
    const acted: boolean[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/v1/')) acted.push('x-bakeloop-acted' in request.headers());
    });
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01`);
    await page.getByText('Live', { exact: true }).waitFor();
    // What a page asks by itself says nothing of its person; what follows a click does.
    expect(acted).not.toContain(true);
    await page.getByRole('link', { name: 'Credentials' }).click();
    await page.getByRole('heading', { name: 'Credentials of Nairobi kitchen' }).waitFor();
    await eventually(() => expect(acted).toContain(true));

    await page.getByRole('button', { name: 'Make a code' }).click();
    const code = page.getByRole('region', { name: 'The code for ke-nbo-01' });
    expect(await code.locator('.once-text').first().textContent()).toMatch(
      /^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/,
    );
    await code.getByText(/23:59:\d\d/).waitFor();
    const drawn = code.getByAltText('QR code of the code above');
    expect(await drawn.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Issue a credential' }).click();
    await page.getByText('The password is shown this once').waitFor();
    await page
      .getByText(/goes on for a week at most/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Change over to a new one' }).click();
    await page.getByRole('region', { name: 'The password of ke-nbo-01.2: copy it now' }).waitFor();
    await page.getByText('being replaced by').waitFor();
    await page.getByRole('button', { name: 'Revoke: ke-nbo-01', exact: true }).click();
    await page.getByRole('button', { name: 'Revoke: its connections end now' }).click();
    await page.getByText('revoked', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await page.goto(`${stack.api.url}/kitchens/nl-lwo-01`);
    await page.getByRole('heading', { name: 'There is no such kitchen' }).waitFor();
    await page.goto(`${stack.api.url}/audit`);
    await page.getByRole('heading', { name: 'Your account may not see this' }).waitFor();
    await page.goto(`${stack.api.url}/people`);
    // Whoever finds the page open lets nobody in by it.
    await stack.database.query(`UPDATE session SET proved_at = proved_at - interval '1 hour'`);
    const inviting = invite(page, OPERATOR, 'Nairobi Kitchens', 'Operator');
    await proveInPage(page);
    operatorLink = await inviting;
    await close();
  });

  it('an operator on a phone, who is offered their kitchen and logs for it', async () => {
    const { page, complaints, close } = await nobody(PHONE);
    let looked = 0;
    page.on('request', (request) => (looked += request.url().endsWith('/links/look') ? 1 : 0));
    await follow(page, operatorLink, 'Otieno Odhiambo');
    await page.getByRole('heading', { name: 'Your kitchen?' }).waitFor();
    await page.getByRole('button', { name: /Nairobi kitchen/ }).waitFor();
    expect(await page.getByText('Lauwersoog').count()).toBe(0);
    const { tap, step, intake } = hand(page);
    await tap(/Nairobi kitchen/);
    await step('What now?');
    await intake('24.5', '0.5');
    await page.getByRole('button', { name: /^Your log: 0 on this phone, 1 stored/ }).waitFor();
    expect((await projectedTotals(stack.database, 'ke-nbo-01')).intakeNetGrams).toBe(24_000);
    expect(complaints).toEqual([]);
    // A link that is used up would only say so.
    expect(looked).toBe(1);
    await close();
  });

  it('back to the page they came for by password, and out again', async () => {
    const { page, close } = await nobody();
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01?from=2026-01-01`);
    await page.getByRole('heading', { name: 'Sign in to see this' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByLabel('E-mail address').fill(LEAD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('E-mail address and password do not belong together.').waitFor();
    await signIn(page, LEAD);
    await page.getByRole('heading', { name: 'Nairobi kitchen' }).waitFor();
    expect(new URL(page.url()).search).toBe('?from=2026-01-01');
    // Live as the one who has signed in: the connection of before knew nobody.
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Lerato Dlamini/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor();
    await page.goto(`${stack.api.url}/fleet`);
    await page.getByRole('heading', { name: 'Sign in to see this' }).waitFor();
    await close();
  });

  it('to no other place than this server, whatever the address says', async () => {
    const { page, complaints, close } = await nobody();
    for (const next of ['//evil.example', 'https://evil.example/', '/.//evil.example', '/\\evil.example']) {
      await page.goto(`${stack.api.url}/sign-in?next=${encodeURIComponent(next)}`);
      await signIn(page, LEAD);
      await page.getByRole('heading', { name: 'Fleet' }).waitFor();
      expect(new URL(page.url()).href).toBe(`${stack.api.url}/fleet`);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('and are asked to sign in where their session was ended from elsewhere', async () => {
    const [here, there] = [await nobody(), await nobody()];
    for (const { page } of [here, there]) {
      await page.goto(`${stack.api.url}/sign-in?next=/kitchens/ke-nbo-01`);
      await signIn(page, LEAD);
      await page.getByText('Live', { exact: true }).waitFor();
    }
    await here.page.goto(`${stack.api.url}/account`);
    await here.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await there.page.getByRole('heading', { name: 'Sign in to see this' }).waitFor();
    await here.page.getByText('here, now').waitFor();
    await eventually(async () =>
      expect(await here.page.getByRole('button', { name: /^Sign out there/ }).count()).toBe(0),
    );
    await Promise.all([here.close(), there.close()]);
  });

  it('with the code of an authenticator, once they have set one up', async () => {
    const { page, close } = await nobody();
    await page.goto(`${stack.api.url}/sign-in?next=/account`);
    await signIn(page, ADMIN);
    const code = page.getByLabel('Code of your authenticator');
    await code.waitFor();
    expect(await code.evaluate((element) => element === document.activeElement)).toBe(true);
    // A code is taken once; that of the next half minute is taken already.
    const { secret, setAtMs } = authenticator;
    await code.fill(authenticatorCode(secret, Math.max(Date.now(), setAtMs + 30_000)));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await close();
  });

  it('by a passkey of their device, which they add, use and remove', async () => {
    const origin = `http://localhost:${stack.api.port}`;
    const { page, complaints, close } = await openWatched(browser, origin, { role: 'public' });
    await addAuthenticator(page);
    await page.goto(`${origin}/sign-in?next=/account`);
    await signIn(page, LEAD);
    const passkeys = page.getByRole('region', { name: 'Passkeys' });
    await passkeys.getByText('Add a passkey of this device').click();
    await passkeys.getByLabel('Name of the device').fill('my phone');
    // Whoever finds the page open is asked who they are; nothing happens where they do not say.
    await stack.database.query(`UPDATE session SET proved_at = proved_at - interval '1 hour'`);
    await passkeys.getByRole('button', { name: 'Add it' }).click();
    await stillYou(page).getByRole('button', { name: 'Cancel' }).click();
    await passkeys.getByText('nothing has changed').waitFor();
    await passkeys.getByRole('button', { name: 'Add it' }).click();
    await proveInPage(page);
    await passkeys.getByText('not used yet').waitFor();
    // The browser notes each refusal.
    complaints.splice(0);
    await page.context().clearCookies();
    await page.goto(`${origin}/sign-in?next=/account`);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await passkeys.getByText('last used').waitFor();
    expect(complaints).toEqual([]);
    // Who comes by a passkey alone is asked for that, and for no password.
    const [known] = await stack.database.query<{ hash: string }[]>(
      `SELECT password_hash AS hash FROM person WHERE email = $1`,
      [LEAD],
    );
    await stack.database.query(`UPDATE person SET password_hash = NULL WHERE email = $1`, [LEAD]);
    await stack.database.query(`UPDATE session SET proved_at = proved_at - interval '1 hour'`);
    await page.reload();
    await page.getByText('You have none here').waitFor();
    // Nobody shuts themselves out: it goes once there is another.
    await passkeys.getByText('The only way by which you come in').waitFor();
    await stack.database.query(
      `INSERT INTO passkey (id, person_id, name, public_key, counter, transports)
       SELECT 'another', id, 'my laptop', '', 0, '{}' FROM person WHERE email = $1`,
      [LEAD],
    );
    await page.reload();
    await passkeys.getByRole('button', { name: 'Remove: the passkey my phone' }).click();
    await passkeys.getByRole('button', { name: 'Remove it' }).click();
    await stillYou(page).getByText('Prove it as you came:').waitFor();
    expect(await stillYou(page).getByLabel('Your password').count()).toBe(0);
    await stillYou(page).getByRole('button', { name: 'Use a passkey' }).click();
    await passkeys.getByRole('listitem').filter({ hasText: 'my phone' }).waitFor({ state: 'detached' });
    await stack.database.query(`DELETE FROM passkey`);
    await stack.database.query(`UPDATE person SET password_hash = $2 WHERE email = $1`, [LEAD, known?.hash]);
    await close();
  });

  it('and let programs in by a token that does what was ticked, shown once and revoked at once', async () => {
    const lead = await nobody();
    await lead.page.goto(`${stack.api.url}/sign-in?next=/account`);
    await signIn(lead.page, LEAD);
    await lead.page.getByText('Make a token').click();
    await lead.page.getByLabel('What it is for').fill('the wall display');
    await lead.page.getByLabel(/^see a kitchen/).check();
    await lead.page.getByRole('button', { name: 'Make the token' }).click();
    await lead.page.getByText('It is shown this once').waitFor();
    const token = (await lead.page.locator('.once-text').textContent()) ?? '';
    const asked = await fetch(`${stack.api.url}/api/v1/kitchens`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(((await asked.json()) as { items: unknown[] }).items).toHaveLength(1);
    const beyond = await fetch(`${stack.api.url}/api/v1/people`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(beyond.status).toBe(403);
    await lead.page.getByRole('button', { name: 'Revoke: the wall display' }).click();
    await lead.page.getByText('revoked', { exact: true }).waitFor();
    const after = await fetch(`${stack.api.url}/api/v1/kitchens`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(after.status).toBe(401);
    await lead.close();
  });
});
