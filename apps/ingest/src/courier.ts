import { setTimeout as delay } from 'node:timers/promises';
import { topics, type ChangeNotice } from '@bakeloop/contracts';
import type { CommandDesk } from '@bakeloop/record';
import type { Logger, MqttLink } from '@bakeloop/runtime';

/** How often it is looked for commands: the delay of one that was just asked for, at most, ms. One small query. */
const EVERY_MS = 1_000;

/**
 * Carries commands to kitchens until the signal aborts: those that wait, and again those without an answer. Several may
 * run at once. What the database says is what is to be done, so a restart forgets nothing; a command that is sent twice is
 * done once, since its kitchen remembers ids (C4).
 */
export async function carryCommands(o: {
  desk: CommandDesk;
  outbound: MqttLink;
  announce: (changes: readonly ChangeNotice[]) => void;
  logger: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const { desk, outbound, announce, logger, signal } = o;
  let failing = false;
  while (!signal.aborted) {
    try {
      announce(await desk.giveUp(new Date()));
      if (outbound.connected) {
        const due = await desk.due(new Date());
        const taken = await Promise.all(
          due.map(async ({ id, kitchenId, kind, data, expiresAt }) => {
            const body = JSON.stringify({ id, kind, data, expiresAt: expiresAt.toISOString() });
            return outbound.publish(topics.of(kitchenId, 'commands'), body).then(
              () => true,
              (error: unknown) => {
                logger.warn(
                  { kitchenId, kind, reason: (error as Error).message },
                  'command not sent, will try again',
                );
                return false;
              },
            );
          }),
        );
        const sent = due.filter((_, index) => taken[index]);
        if (sent.length > 0) {
          announce(await desk.sent(sent, new Date()));
          logger.info({ commands: sent.length }, 'commands sent');
        }
      }
      failing = false;
    } catch (error) {
      // Told once per outage; the settling of messages tells of it too.
      if (!failing) logger.warn({ err: error }, 'commands wait, will try again');
      failing = true;
    }
    await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
