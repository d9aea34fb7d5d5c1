import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SenmlRecord } from '@bakeloop/contracts';
import {
  birthOf,
  createWorld,
  KITCHENS,
  SAMPLE_KITCHEN,
  senmlOf,
  type SimulatedKitchen,
} from '@bakeloop/kitchen';
import { beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { bakeloopUp, runBakeloop, type BakeloopUp } from '../support/bakeloop.js';
import { launchBrowser } from '../support/browser.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { describeWith, requireProgram } from '../support/programs.js';
import { openWatched } from '../support/watched-page.js';
import { fetchSignedIn } from '../support/signed-in.js';
import { connectKitchen } from '../support/test-kitchen.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const WEEK = `${root}infra/samples/week.ndjson`;

/** The commands that the README shows between its markers. */
async function readmeCommands(): Promise<string[]> {
  const readme = await readFile(`${root}README.md`, 'utf8');
  const block = /<!-- be-a-kitchen -->\s*```sh\n(.*?)```\s*<!-- \/be-a-kitchen -->/s.exec(readme);
  return (block?.[1] ?? '').split('\n').filter((line) => line.trim() !== '');
}

/**
 * A kitchen of the demonstration in a batch whose die is blocked, at any time of the day: what its sensors show, as if it were
 * blocked at `blockedMs`.
 */
function overheating(): {
  kitchen: SimulatedKitchen;
  samples: (atMs: number, blockedMs: number) => SenmlRecord[];
} {
  const kitchen = KITCHENS.find(({ id }) => id === 'ke-nbo-01') ?? SAMPLE_KITCHEN;
  const world = createWorld(kitchen, 1, { clogShare: 1, pvcShare: 0 });
  const from = Date.parse('2026-03-02T00:00:00Z');
  const stop = world
    .events(from, from + 86_400_000)
    .find((event) => event.type === 'incident.recorded' && event.data.kind === 'emergency-stop');
  // It is logged a minute and a half after it began.
  const clogMs = Date.parse(stop?.time ?? '') - 90_000;
  return {
    kitchen,
    samples: (atMs, blockedMs) => senmlOf(atMs, world.sample(clogMs + atMs - blockedMs)),
  };
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

  it('staff find the overheating extruder: first in the fleet, from there to its alarm, and to the chart with the recipe', async () => {
    const { kitchen, samples } = overheating();
    const line = await connectKitchen(`mqtt://127.0.0.1:${String(bakeloop.mqttPort)}`, 'hot-kitchen-01');
    atEnd(() => line.end());
    const { channels, machines, timeZone } = birthOf(kitchen, line.session);
    await line.publish('birth', { session: line.session, name: 'Hot kitchen', channels, machines, timeZone });
    await line.publish('status', { session: line.session, state: 'online' });
    const nowMs = Date.now();
    const at = (ms: number): string => new Date(ms).toISOString();
    await line.log(1, [
      {
        id: randomUUID(),
        type: 'batch.started',
        time: at(nowMs - 20 * 60_000),
        batchId: 'HOT-1',
        data: { recipeId: 'r-post', recipeVersion: 1, machine: 'extruder-1', productCode: 'post' },
      },
    ]);
    // The die was blocked a moment ago: a line that stumbles is not late. What follows comes as fast as the kitchen is read.
    let seq = 1;
    const pack = (atMs: number) => samples(atMs, nowMs - 75_000);
    await line.pack(seq, Array.from({ length: 60 }, (_, index) => pack(nowMs - (60 - index) * 5_000)).flat());
    await line.untilSettled('telemetry', seq);
    const { page, complaints, close } = await openWatched(browser, bakeloop.url, { role: 'staff' });
    await page.goto(`${bakeloop.url}/fleet`);
    const first = page.getByRole('region', { name: 'Kitchens' }).getByRole('listitem').first();
    await eventually(
      async () => {
        seq += 1;
        await line.pack(seq, pack(Date.now()));
        expect(await first.innerText()).toMatch(/Hot kitchen[^]*Critical alarm/);
      },
      { withinMs: 90_000, everyMs: 2_000 },
    );
    await first.getByRole('link', { name: /open alarm/ }).click();
    await page.getByRole('link', { name: 'Temperature rises while nothing flows' }).first().click();
    await page.getByText(/rises by .* a minute or more while the screw stands/).waitFor();
    const chart = page.getByRole('figure', { name: 'Extruder 1: barrel 3 temperature' });
    await chart.getByText(/green band: limits of Post, version 1/).waitFor();
    await chart.locator('.bl-stretch').first().waitFor();
    await page.getByRole('button', { name: /^Acknowledge/ }).click();
    await page.getByText('Active, acknowledged').first().waitFor();
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

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
