import { setTimeout as wait } from 'node:timers/promises';
import type { createDataSource } from '@bakeloop/db';
import { isDatabaseAway } from '@bakeloop/db';
import { atEnd } from '../support/cleanup.js';
import type { Dice } from '../support/dice.js';
import type { ServerProcess } from '../support/server-process.js';
import type { Fleet } from './fleet.js';
import { expectAccountsBalance } from './oracle.js';

/** Anything that can be killed and begin again. */
export type Victim = Pick<ServerProcess, 'kill9' | 'restart'>;

/**
 * Kills one of the servers after the other with SIGKILL, whichever the dice choose, and starts it again after a while.
 * Some follow on each other's heels, after others the fleet is given time to settle all that was made before.
 * @returns the longest that it took from the restart until that was settled, ms
 */
export async function killInTurn(
  victims: readonly Victim[],
  fleet: Fleet,
  { kills, dice }: { kills: number; dice: Dice },
): Promise<number> {
  let recoveryMs = 0;
  for (let kill = 1; kill <= kills; kill++) {
    await wait(dice.int(100, 1_200));
    // Each of them at least once, then whichever.
    const victim = victims[kill - 1] ?? dice.pick(victims);
    await victim.kill9();
    await wait(dice.int(0, 800));
    await victim.restart();
    if (kill < kills && dice.chance(0.6)) continue;
    recoveryMs = Math.max(recoveryMs, await fleet.untilSettled());
  }
  return recoveryMs;
}

/** Looks at the accounts again and again while something else goes on. A database that is away is no answer. */
export function watchAccounts(
  database: ReturnType<typeof createDataSource>,
  fleet: Fleet,
): { stop(): Promise<{ checks: number }> } {
  let stopped = false;
  let checks = 0;
  const run = (async () => {
    while (!stopped) {
      try {
        await expectAccountsBalance(database, fleet);
        checks++;
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
      }
      await wait(150);
    }
  })();
  // Told by `stop`, not before.
  run.catch(() => undefined);
  const stop = async (): Promise<{ checks: number }> => {
    stopped = true;
    await run;
    return { checks };
  };
  atEnd(async () => void (await stop()));
  return { stop };
}
