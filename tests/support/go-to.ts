import type { Page } from 'playwright-core';

/**
 * To another page of the web app as a link of it does, which is quicker than to load all anew.
 * @param path with its query
 */
export function goTo(page: Page, path: string): Promise<void> {
  return page.evaluate(async (to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate', { state: null }));
    // What was shown before is gone with the second frame.
    for (const _ of [1, 2]) await new Promise((drawn) => requestAnimationFrame(drawn));
  }, path);
}
