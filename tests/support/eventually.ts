import { setTimeout as wait } from 'node:timers/promises';

/**
 * Calls `check` until it stops throwing and gives back its result; after `withinMs` throws what it last threw.
 * For what becomes true some time after an act: a test says how long is too long and never sleeps.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { withinMs = 5_000, everyMs = 25 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await wait(everyMs);
  }
}
