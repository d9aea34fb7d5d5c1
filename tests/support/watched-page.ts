import type { Role } from '@bakeloop/contracts';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { sessionCookie } from './signed-in.js';

export interface WatchedPage {
  page: Page;
  /** What no page may do: ask another origin for anything, break its security policy, print or throw an error. */
  complaints: string[];
  /** As if somebody had signed in in this browser: the next page that it opens is theirs. */
  signIn(role: Role): Promise<void>;
  close(): Promise<void>;
}

/**
 * A page in a context of its own (no storage of others) whose every request and error is noted.
 * @param o.role whose demo account looks; `public`: nobody is signed in
 */
export async function openWatched(
  browser: Browser,
  origin: string,
  { role = 'admin', ...options }: BrowserContextOptions & { role?: Role | 'public' } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'UTC',
    // Without a graphics card what moves all the time takes the time of what is tested.
    reducedMotion: 'reduce',
    ...options,
  });
  const signIn = async (as: Role): Promise<void> => {
    const [name = '', value = ''] = (await sessionCookie(origin, as)).split('=');
    await context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Lax' }]);
  };
  if (role !== 'public') await signIn(role);
  const complaints: string[] = [];
  const { host } = new URL(origin);
  const elsewhere = (url: string): boolean =>
    !['data:', 'blob:'].includes(new URL(url).protocol) && new URL(url).host !== host;
  context.on('request', (request) => {
    if (elsewhere(request.url())) complaints.push(`request to ${request.url()}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  page.on('websocket', (socket) => {
    if (elsewhere(socket.url())) complaints.push(`socket to ${socket.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  return { page, complaints, signIn, close: () => context.close() };
}
