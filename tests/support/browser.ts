import { type Browser, chromium } from 'playwright-core';
import { atEnd } from './cleanup.js';
import { requireProgram } from './programs.js';

/** The system's Chromium, headless, that calls nobody by itself; closed when the test file is done. */
export async function launchBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: requireProgram('chromium'),
    headless: true,
    args: [
      '--no-sandbox', // Chromium refuses its sandbox to root, which CI is
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  atEnd(() => browser.close());
  return browser;
}
