/** What somebody does with a page reaches it as these. Scrolling does not: a page may do that by itself. */
const ACTS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'input'] as const;
/** Longer than pages leave between two requests (a minute), so that no act goes unsaid, ms. */
const FRESH_MS = 90_000;

let lastActMs = -Infinity;

/** To be called once: notes when a person last did something with this page. What a script pretends does not count. */
export function noteActs(page: Pick<EventTarget, 'addEventListener'>): void {
  for (const kind of ACTS)
    page.addEventListener(
      kind,
      ({ isTrusted }) => {
        if (isTrusted) lastActMs = performance.now();
      },
      { passive: true, capture: true },
    );
}

/** Headers of a request: only with these it keeps a session from being idle, since a page also asks by itself. */
export function actHeaders(): Record<string, string> {
  return performance.now() - lastActMs < FRESH_MS ? { 'x-bakeloop-acted': '1' } : {};
}
