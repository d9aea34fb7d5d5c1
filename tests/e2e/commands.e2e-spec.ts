import { parseConfig, startConfiguredKitchen } from '@bakeloop/kitchen';
import { createLogger } from '@bakeloop/runtime';
import { beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { launchBrowser } from '../support/browser.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { countingSensor } from '../support/counting-sensor.js';
import { describeWith } from '../support/programs.js';
import { openWatched } from '../support/watched-page.js';

const SIZES = [
  ['a phone', { width: 360, height: 740 }],
  ['a desk', { width: 1280, height: 900 }],
] as const;

describeWith(['postgres', 'mosquitto', 'chromium'], 'a kitchen can be asked from its page', () => {
  let stack: ApiStack;
  let browser: Browser;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startApiStack({ pages: 'built' }), launchBrowser()]);
    const sensor = await countingSensor();
    const {
      broker: _,
      outbox: __,
      ...file
    } = parseConfig(
      `kitchen: { id: asked, name: Asked kitchen }
broker: { url: '${stack.mosquitto.url}' }
machines: [{ id: m, type: test }]
drivers: [{ name: counter, type: http, url: '${sensor.url}', channels: [{ name: m/count, unit: '1' }] }]
`,
      'asked.yaml',
    );
    const agent = await startConfiguredKitchen({
      config: {
        ...file,
        broker: { url: stack.mosquitto.url, deflate: true },
        outbox: { folder: await tempDir(), maxBytes: 4e6 },
      },
      logger: createLogger('test', { level: 'silent' }),
    });
    atEnd(() => agent.stop());
  });

  it('how it is, and to restart a driver: by name, with a reason, and the answer comes by itself', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url);
    await page.goto(`${stack.api.url}/kitchens/asked`);
    const ask = page.getByRole('button', { name: 'Ask', exact: true });
    await ask.waitFor();
    expect(await ask.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Why' }).fill('The chart stands still');
    await ask.click();
    const first = page.getByLabel('What was asked').locator('li').first();
    await first.getByText('driver counter: ok').waitFor();
    await first.getByText('· done').waitFor();
    await first.getByText('What became of it').click();
    await first.getByText('acknowledged, says the kitchen').waitFor();

    await page.getByRole('combobox', { name: /^What/ }).selectOption('Restart the reading of a device');
    expect(await ask.isDisabled()).toBe(true);
    await page.getByLabel('Driver, as its configuration names it').fill('press');
    await ask.click();
    await page.getByText('not done: there is no driver "press"').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(SIZES)('on %s without scrolling sideways', async (_name, viewport) => {
    const { page, close } = await openWatched(browser, stack.api.url, { viewport });
    await page.goto(`${stack.api.url}/kitchens/asked`);
    await page.getByText('driver counter: ok').waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await close();
  });
});
