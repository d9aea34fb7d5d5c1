import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { bakeloopUp, runBakeloop, type BakeloopUp } from '../support/bakeloop.js';
import { launchBrowser } from '../support/browser.js';
import { tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { describeWith, requireProgram } from '../support/programs.js';
import { openWatched } from '../support/watched-page.js';
import { fetchSignedIn } from '../support/signed-in.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const WEEK = `${root}infra/samples/week.ndjson`;

/** The commands that the README shows between its markers. */
async function readmeCommands(): Promise<string[]> {
  const readme = await readFile(`${root}README.md`, 'utf8');
  const block = /<!-- be-a-kitchen -->\s*```sh\n(.*?)```\s*<!-- \/be-a-kitchen -->/s.exec(readme);
  return (block?.[1] ?? '').split('\n').filter((line) => line.trim() !== '');
}

describeWith(['chromium', 'mosquitto_pub'], 'what npm start brings up', () => {
  let bakeloop: BakeloopUp;
  let browser: Browser;

  beforeAll(async () => {
    [bakeloop, browser] = await Promise.all([
      bakeloopUp(await tempDir(), ['--kitchens', '2', '--history-days', '1']),
      launchBrowser(),
    ]);
  }, 150_000);

  it('opens on a dashboard that moves by itself, says it is a demonstration, and asks nobody else', async () => {
    const { page, complaints, close } = await openWatched(browser, bakeloop.url);
    await page.goto(bakeloop.url);
    await page.getByText('Demonstration.').waitFor();
    // The address is printed before the kitchens are born.
    await eventually(async () =>
      expect((await fetchSignedIn(`${bakeloop.url}/api/v1/kitchens/nl-lwo-01`)).status).toBe(200),
    );
    await page.goto(`${bakeloop.url}/kitchens/nl-lwo-01`);
    await page.getByRole('heading', { name: 'Right now' }).waitFor();
    const values = (): Promise<string[]> => page.locator('.live-number').allTextContents();
    const before = await eventually(
      async () => {
        const shown = await values();
        expect(shown.length).toBeGreaterThan(5);
        return shown;
      },
      { withinMs: 60_000 },
    );
    await eventually(async () => expect(await values()).not.toEqual(before), { withinMs: 60_000 });
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('shows one more kitchen on the open fleet page, made by the three commands of the README', async () => {
    const commands = await readmeCommands();
    expect(commands.filter((command) => command.startsWith('mosquitto_pub '))).toHaveLength(3);
    expect(commands).toHaveLength(3);
    const { page, close } = await openWatched(browser, bakeloop.url);
    await page.goto(`${bakeloop.url}/fleet`);
    await page.getByRole('link', { name: /./ }).first().waitFor();
    expect(await page.getByRole('link', { name: 'My kitchen' }).count()).toBe(0);

    const PATH = [dirname(requireProgram('mosquitto_pub')), process.env['PATH'] ?? ''].join(delimiter);
    for (const command of commands) {
      const here = command.replace('-p 1883', `-p ${bakeloop.mqttPort}`);
      await promisify(execFile)('sh', ['-c', here], { env: { ...process.env, PATH }, timeout: 20_000 });
    }
    const row = page.getByRole('listitem').filter({ hasText: 'My kitchen' });
    await row.first().waitFor();
    await page.goto(`${bakeloop.url}/kitchens/my-kitchen`);
    await page.getByText('201.4 °C').first().waitFor();
    const totals = (await (
      await fetchSignedIn(`${bakeloop.url}/api/v1/totals?kitchenId=my-kitchen`)
    ).json()) as {
      sum: unknown;
    };
    expect(totals.sum).toMatchObject({ intakeCount: 1, intakeNetGrams: 12_000 });
    await close();
  }, 90_000);

  it('replays a recorded week, every pack settled, and the fleet page shows its kitchen with batches', async () => {
    const lines = (await readFile(WEEK, 'utf8')).trim().split('\n');
    const packs = lines.filter((line) => /\/(telemetry|events)"/.test(line)).length;
    const { code, said } = await runBakeloop(['replay', WEEK, '--until-now'], bakeloop.env);
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringContaining(`${packs} packs settled, 0 with something refused`),
    });
    const { page, close } = await openWatched(browser, bakeloop.url);
    await page.goto(`${bakeloop.url}/fleet`);
    await page.getByRole('link', { name: 'Philippi Plank Kitchen' }).first().click();
    const batches = page.getByRole('table').filter({ hasText: /batch/i }).getByRole('link');
    await batches.first().waitFor();
    expect(await batches.count()).toBeGreaterThan(3);
    await close();
  }, 150_000);
});
