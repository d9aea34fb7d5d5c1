import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** The page takes a second tap on its big button within half a second for the echo of the first; no hand is quicker, ms. */
const HAND_MS = 600;
/** A phone in a hand. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What somebody does with the operator's page by touch. */
export function hand(page: Page) {
  let lastMs = 0;
  const tap = async (name: string | RegExp): Promise<void> => {
    await wait(Math.max(0, lastMs + HAND_MS - Date.now()));
    await page.getByRole('button', { name }).first().tap();
    lastMs = Date.now();
  };
  /** On the page's own number pad, key by key. */
  const type = async (number: string): Promise<void> => {
    for (const key of number)
      await page.getByRole('button', { name: key === '.' ? 'Decimal point' : key, exact: true }).tap();
  };
  const field = (label: string): Promise<void> => page.getByLabel(label, { exact: true }).tap();
  const step = (title: string | RegExp): Promise<void> =>
    page.getByRole('heading', { level: 1, name: title }).waitFor();
  return {
    tap,
    type,
    field,
    step,
    intake,
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
