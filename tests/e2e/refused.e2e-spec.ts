import { reportDesk } from '@bakeloop/api';
import { periodAt, periodBefore } from '@bakeloop/domain';
import { beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { mb1Events } from '../support/batch-log.js';
import { launchBrowser } from '../support/browser.js';
import { describeWith } from '../support/programs.js';
import { openWatched } from '../support/watched-page.js';

const SIZES = [
  ['a phone', { width: 360, height: 740 }],
  ['a desk', { width: 1280, height: 900 }],
] as const;

describeWith(['postgres', 'mosquitto', 'chromium'], 'what was refused can be dealt with', () => {
  let stack: ApiStack;
  let browser: Browser;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startApiStack({ pages: 'built' }), launchBrowser()]);
    const kitchen = await stack.kitchen('ke-nbo-01', { name: 'Nairobi kitchen' });
    const bt = Math.floor(Date.now() / 1_000) - 600;
    const records = ['hot', 'cold', 'odd'].map((v, index) => ({ n: `m/x-${index}`, bt, v }));
    await kitchen.pack(1, records);
    await kitchen.untilSettled('telemetry', 1);
    const { from } = periodBefore(
      'week',
      periodAt('week', new Date(Date.now() - 6 * 3_600_000).toISOString().slice(0, 10)),
    );
    await kitchen.log(1, mb1Events({ startMs: Date.parse(`${from}T08:00:00Z`) }));
    await kitchen.untilSettled('events', 1);
  });

  it('from the fleet: named, explained, dismissed or put right with a name and a reason', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url);
    await page.goto(`${stack.api.url}/fleet`);
    await page.getByRole('link', { name: 'What was refused' }).click();
    await page.getByRole('button', { name: 'Not a number a sensor can give 3' }).click();
    const letters = page.locator('.refused-letter');
    await letters.nth(2).waitFor();
    const first = letters.first();
    expect(await first.getByRole('button', { name: 'Dismiss' }).isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Why' }).fill('The probe is replaced');
    await first.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('1 message dismissed.').waitFor();
    await first.getByRole('button', { name: 'Amend' }).click();
    const json = first.getByRole('textbox', { name: /as JSON$/ });
    const store = first.getByRole('button', { name: 'Store it so' });
    const came = await json.inputValue();
    await json.fill(came.replace(/"v": "\w+"/, '"v": '));
    await first.getByText('No JSON yet').waitFor();
    await json.fill(came.replace(/"v": "\w+"/, '"v": "warm"'));
    await first.getByText('It would be refused so').waitFor();
    expect(await store.isDisabled()).toBe(true);
    await json.fill(came.replace(/"v": "\w+"/, '"v": 21.5'));
    await first.getByText('What will be stored: 1 new').waitFor();
    await store.click();
    await page.getByText('1 message amended and taken.').waitFor();
    await page.getByRole('button', { name: 'Replay all of this kind' }).click();
    await page.getByText('1 message replayed: 0 taken, 1 refused again.').waitFor();
    await page.getByRole('button', { name: 'Amended' }).click();
    await letters.getByText('What was done with it').click();
    await letters.getByText('Anouk (demo) amended it (“The probe is replaced”)').waitFor();
    expect(await letters.locator('figure').allInnerTexts()).toEqual([
      expect.stringMatching(/^As it came\s[^]*"v": "\w+"/),
      expect.stringMatching(/^As it was amended\s[^]*"v": 21\.5/),
    ]);
    await page.getByRole('button', { name: 'Dismissed' }).click();
    await letters.getByText('What was done with it').click();
    await letters.getByText('Anouk (demo) dismissed it (“The probe is replaced”)').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('beside what is missing: from a gap to its channel, and from the sentence of a report to its number', async () => {
    await stack.database.query(
      `WITH c AS (INSERT INTO channel (kitchen_id, name, unit, interval_s) VALUES ('ke-nbo-01', 'press-1/power', 'kW', 60) RETURNING id)
       INSERT INTO channel_silence SELECT id, current_date - 1, 5, 24 FROM c`,
    );
    await reportDesk(stack.database).writeDue(new Date(Date.now() + 60_000));
    const { page, complaints, close } = await openWatched(browser, stack.api.url);
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01`);
    await page.getByRole('link', { name: 'Data quality' }).click();
    const gaps = page.getByRole('region', { name: 'Gaps', exact: true });
    await gaps.getByText('5 hours').first().waitFor();
    await gaps.getByRole('link', { name: 'Press 1: power' }).click();
    await gaps.getByRole('row').getByRole('link', { name: 'Press 1: power' }).click();
    await page.getByText('Nothing was read in this time.').waitFor();
    expect(new URL(page.url()).searchParams.get('channels')).toBe('press-1/power');
    await page.goto(`${stack.api.url}/reports?grain=week`);
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Week report of a kitchen' })
      .getByRole('link')
      .click();
    await page.getByText('of plastic came in, weighed without its packaging.').waitFor();
    await page.getByRole('link', { name: '480\u00A0kg' }).click();
    await page.getByRole('heading', { level: 1, name: 'Delivered, net' }).waitFor();
    await page.locator('.figure-panel').getByText('as it was known on').waitFor();
    expect(await page.locator('.figure-panel').textContent()).toMatch(/480\s*kg/);
    expect(complaints).toEqual([]);
    await close();
  });

  it('as can the overheating extruder: staff finds it, acknowledges it, says what it was, and silences it and its kitchen until an end', async () => {
    const kitchen = await stack.kitchen('nl-zwo-01', { name: 'Zwolle kitchen' });
    const heat = (seq: number, agoS: number, v: number) =>
      kitchen.pack(seq, [
        { n: 'extruder-1/barrel-1-temperature', u: 'Cel', bt: Date.now() / 1_000 - agoS, v },
      ]);
    await heat(1, 60, 200);
    await heat(2, 30, 265);
    await heat(3, 10, 266);
    await kitchen.untilSettled('telemetry', 1, 2, 3);
    const { page, complaints, close } = await openWatched(browser, stack.api.url);
    await page.goto(`${stack.api.url}/fleet`);
    await page.getByRole('link', { name: /^Alarms/ }).click();
    await page.getByRole('link', { name: 'Barrel too hot' }).click();
    await page.getByText('Extruder 1: barrel 1 temperature was 266 °C, allowed up to 260 °C.').waitFor();
    await page.getByText('highest wanted').first().waitFor();
    await page.getByRole('button', { name: 'Acknowledge: Barrel too hot, Zwolle kitchen' }).click();
    await page.getByText('Anouk (demo) acknowledged it').waitFor();
    await page.getByRole('textbox', { name: 'Comment' }).fill('A thermocouple had come loose');
    await page.getByRole('button', { name: 'Add the comment' }).click();
    await page.getByText('Anouk (demo): A thermocouple had come loose').waitFor();
    const silence = async (act: string, why: string): Promise<void> => {
      await page.getByLabel('Tell nobody for').selectOption('eight hours');
      await page.getByRole('textbox', { name: 'Why' }).fill(why);
      await page.getByRole('button', { name: act }).click();
      await page.getByRole('status').filter({ hasText: 'Nobody is told until' }).waitFor();
      expect(await page.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('');
    };
    await silence('Silence it', 'The sensor is changed');
    await page.getByText('Anouk (demo) silenced it').waitFor();
    await page.goto(`${stack.api.url}/alarms?kitchen=nl-zwo-01`);
    await page.getByText('Silenced', { exact: true }).waitFor();
    await page.getByText('Silence Zwolle kitchen').click();
    await silence('Silence the kitchen', 'It moves to Deventer');
    await page.getByText('2 silences: told to nobody at present').click();
    const moving = page.getByRole('listitem').filter({ hasText: '“It moves to Deventer” (Anouk (demo))' });
    await moving.getByRole('button', { name: 'End it now' }).click();
    await moving.waitFor({ state: 'detached' });
    await page.getByText('1 silence: told to nobody at present').waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    // Found again by a word of what was said of it, which stands in the address; and by whose it is.
    await page.goto(`${stack.api.url}/alarms?kitchen=nl-zwo-01`);
    const find = page.getByLabel('Find by rule, channel, batch, kitchen, person or comment');
    await find.fill('no such');
    await page.getByText('None of these', { exact: true }).waitFor();
    await find.fill('loose thermocouple');
    await page.getByRole('link', { name: 'Barrel too hot' }).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('loose thermocouple');
    await page.getByLabel('Looked after by').selectOption('Me');
    await page.getByText('None of these', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('staff make a rule of their own for a channel, and are told by it', async () => {
    const kitchen = await stack.kitchen('id-sub-01', { name: 'Surabaya kitchen' });
    const { page, complaints, close } = await openWatched(browser, stack.api.url);
    await page.goto(`${stack.api.url}/alarms/rules`);
    await page.getByText('A new rule', { exact: true }).click();
    const form = page.locator('details').filter({ hasText: 'A new rule' });
    await form.getByLabel('Name', { exact: true }).fill('Dryer too moist');
    await form.getByLabel('Channels (* stands for any part)').fill('dryer-*/humidity');
    await form.getByLabel('Allowed up to, in its unit').fill('60');
    await form.getByLabel('For at least, s').fill('0');
    await form.getByLabel('Why').fill('Moist flake bubbles in the die');
    await form.getByRole('button', { name: 'Set it' }).click();
    await page.getByText('Everywhere: humidity of any dryer above 60').waitFor();
    await kitchen.pack(1, [{ n: 'dryer-1/humidity', u: '%RH', bt: Date.now() / 1_000, v: 71 }]);
    await kitchen.untilSettled('telemetry', 1);
    await page.goto(`${stack.api.url}/alarms?kitchen=id-sub-01`);
    await page.getByRole('link', { name: 'Dryer too moist' }).waitFor({ timeout: 20_000 });
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(SIZES)('on %s without scrolling sideways', async (_name, viewport) => {
    const { page, close } = await openWatched(browser, stack.api.url, { viewport });
    await page.goto(`${stack.api.url}/refused?kitchen=ke-nbo-01&state=all`);
    await page.locator('.refused-letter').first().waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await close();
  });
});
