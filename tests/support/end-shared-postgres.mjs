/**
 * After a run of jest: ends the PostgreSQL that its test files shared, if one of them wanted it (`postgres.ts`). Plain
 * JavaScript, since jest loads this without what it reads TypeScript modules with.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const isRunning = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

export default async function end() {
  const folder = process.env.BAKELOOP_TEST_SHARED;
  try {
    const pid = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    process.kill(pid, 'SIGQUIT'); // at once: what is in it is of no use any more
    for (let tries = 0; tries < 100 && isRunning(pid); tries++) await wait(50);
  } catch {
    // None was started, or it has ended by itself.
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
