import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface WatchedPage {
  page: Page;
  /** What no page may do: ask another origin for anything, break its security policy, print or throw an error. */
  complaints: string[];
  close(): Promise<void>;
}

/** A page in a context of its own (no cookies, no storage of others) whose every request and error is noted. */
export async function openWatched(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
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
  return { page, complaints, close: () => context.close() };
}
