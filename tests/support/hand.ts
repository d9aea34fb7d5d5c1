import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** The page takes a second tap on its big button within half a second for the echo of the first; no hand is quicker, ms. */
const HAND_MS = 600;
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

/** What somebody does with the operator's page by touch. */
export function hand(page: Page) {
  let lastMs = 0;
  let taps = 0;
  const tap = async (name: string | RegExp): Promise<void> => {
    await wait(Math.max(0, lastMs + HAND_MS - Date.now()));
    await page.getByRole('button', { name }).first().tap();
    taps += 1;
    lastMs = Date.now();
  };
  /** On the page's own number pad, key by key. */
  const type = async (number: string): Promise<void> => {
    taps += number.length;
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
