import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** A phone in a hand. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A scale that types like a keyboard: real keys, 5 ms apart whatever else the machine does, and Enter at the end. */
export async function typedByScale(page: Page, line: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  // What was typed before is another line.
  await wait(100);
  const startedAt = Date.now() / 1_000;
  for (const [index, key] of [...line, 'Enter'].entries()) {
    const text = key === 'Enter' ? '\r' : key;
    const timestamp = startedAt + index * 0.005;
    await session.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text, timestamp });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, timestamp });
  }
  await session.detach();
}

/** So soon after a screen came the page takes a tap for the echo of the last; no hand is quicker, so it is waited for. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    while (document.querySelector('.app[aria-disabled=true]')) await new Promise(requestAnimationFrame);
  });
}

/** What somebody does with the operator's page by touch. */
export function hand(page: Page) {
  let taps = 0;
  const tap = async (name: string | RegExp): Promise<void> => {
    await settled(page);
    await page.getByRole('button', { name }).first().tap();
    taps += 1;
  };
  /** On the page's own number pad, key by key. */
  const type = async (number: string): Promise<void> => {
    taps += number.length;
    await settled(page);
    for (const key of number)
      await page.getByRole('button', { name: key === '.' ? 'Decimal point' : key, exact: true }).tap();
  };
  const field = async (label: string): Promise<void> => {
    taps += 1;
    await page.getByLabel(label, { exact: true }).tap();
  };
  const step = (title: string | RegExp): Promise<void> =>
    page.getByRole('heading', { level: 1, name: title }).waitFor();
  return {
    tap,
    type,
    field,
    step,
    intake,
    /** On buttons, keys and fields, so far. */
    taps: (): number => taps,
  };

  /** Weighs a delivery in. @param after the screen that follows */
  async function intake(gross: string, tare: string | null, after = 'What now?'): Promise<void> {
    await tap(/^Intake$/);
    await step('Intake: what is it?');
    await tap(/^HDPE/);
    await step('Where is it from?');
    await tap('Household');
    await type(gross);
    if (tare !== null) {
      await field('Tare (empty)');
      await type(tare);
    }
    await tap('Next: check');
    await step('Check and save');
    await tap('Save intake');
    await step(after);
  }
}
