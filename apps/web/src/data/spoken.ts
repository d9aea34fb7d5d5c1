/** Whoever hears a page is told of what moves on it at most so often, ms: else it would never be silent. */
export const SAY_EVERY_MS = 60_000;

export interface Said {
  text: string;
  /** When it was said, or when the page came. */
  atMs: number;
}

/** What is said now: the newest once a minute, and nothing again that was said. */
export const nextSaid = (said: Said, newest: string, nowMs: number): Said =>
  newest === said.text || nowMs - said.atMs < SAY_EVERY_MS ? said : { text: newest, atMs: nowMs };
