import type { Page } from 'playwright-core';

/** How soon a page could be used, ms by its own clock from the begin of the navigation. */
export interface PageTiming {
  /** The first picture of anything. */
  paintMs: number;
  /** Its main content is there, and nothing on the screen waits for an answer any more. */
  contentMs: number;
  /** From then on the page answers at once: the end of the last long task (50 ms) before half a second without one. */
  usableMs: number;
  /** What long tasks took beyond 50 ms each, from the first picture on. */
  blockedMs: number;
}

/**
 * Opens an address and watches it until it can be used.
 * @param main what is there once its main content is, CSS
 */
export async function timePage(page: Page, url: string, main: string): Promise<PageTiming> {
  await page.goto(url, { waitUntil: 'commit' });
  return page.evaluate(watched, { main, quietMs: 500, mostMs: 30_000 });
}

/** Runs in the page. */
function watched({
  main,
  quietMs,
  mostMs,
}: {
  main: string;
  quietMs: number;
  mostMs: number;
}): Promise<PageTiming> {
  const LONG_MS = 50;
  const tasks: { startTime: number; duration: number }[] = [];
  new PerformanceObserver((list) => {
    tasks.push(...list.getEntries());
  }).observe({ type: 'longtask', buffered: true });
  const onScreen = (selector: string): Element[] =>
    [...document.querySelectorAll(selector)].filter((element) => {
      const { top, bottom, height } = element.getBoundingClientRect();
      return height > 0 && bottom > 0 && top < innerHeight;
    });
  const isThere = (): boolean =>
    document.querySelector(main) !== null &&
    onScreen('.ghost').length === 0 &&
    onScreen('.bl-frame-picture').every((picture) => picture.querySelector('svg') !== null);
  return new Promise((resolve, reject) => {
    let contentMs: number | null = null;
    const look = (): void => {
      const now = performance.now();
      if (now > mostMs) {
        reject(
          new Error(
            `${location.pathname} was not there after ${String(mostMs)} ms: ${document.body.innerText}`,
          ),
        );
        return;
      }
      if (contentMs === null && isThere()) contentMs = now;
      const lastMs = Math.max(contentMs ?? 0, ...tasks.map((task) => task.startTime + task.duration));
      if (contentMs === null || now - lastMs < quietMs) {
        requestAnimationFrame(look);
        return;
      }
      const paintMs = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? contentMs;
      resolve({
        paintMs,
        contentMs,
        usableMs: lastMs,
        blockedMs: tasks
          .filter((task) => task.startTime >= paintMs)
          .reduce((sum, { duration }) => sum + duration - LONG_MS, 0),
      });
    };
    look();
  });
}
