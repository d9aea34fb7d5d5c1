import { setTimeout as wait } from 'node:timers/promises';

/** Work of the platform itself that a locked table or a silent server holds up is left to the database to undo, ms. */
export const LEFT_AFTER_MS = 1_000;

/** Whether something is over within so long, ms, however it ended. */
export function endsWithin(work: Promise<unknown>, ms = LEFT_AFTER_MS): Promise<boolean> {
  const over = (): boolean => true;
  return Promise.race([work.then(over, over), wait(ms, false, { ref: false })]);
}
