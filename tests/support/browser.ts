import { type Browser, chromium } from 'playwright-core';
import { atEnd } from './cleanup.js';
import { requireProgram } from './programs.js';

/**
 * The system's Chromium, headless, that calls nobody by itself; closed when the test file is done.
 * @param film file that its camera shows (see `filmOf`), read when a page asks for the camera; none: it has no camera
 */
export async function launchBrowser({ film }: { film?: string } = {}): Promise<Browser> {
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
      ...(film === undefined
        ? []
        : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]),
    ],
  });
  atEnd(() => browser.close());
  return browser;
}
