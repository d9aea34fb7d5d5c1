import { setTimeout as delay } from 'node:timers/promises';

/**
 * Whether something answers, for probes. One question at a time, so that probes of what does not answer take nothing up;
 * and whatever says nothing for `withinMs` counts as not answering: what is stopped refuses nothing.
 */
export function probe(ask: () => Promise<unknown>, withinMs: number): () => Promise<boolean> {
  let asking: Promise<boolean> | null = null;
  return () => {
    asking ??= ask()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        asking = null;
      });
    return Promise.race([asking, delay(withinMs, false, { ref: false })]);
  };
}
