import { setImmediate as turn } from 'node:timers/promises';
import { parseUpTopic } from '@bakeloop/contracts';
import {
  openMessage,
  turnedAway,
  type Message,
  type OpenedMessage,
  type ReadMessage,
} from '@bakeloop/record';
import { costOf, PATIENCE_MS, type KitchenPaces } from './pace.js';

/**
 * A message that waits for its commit, and is read when that begins: its bytes lie outside the heap, and what was read of it
 * is gone before the collector has to carry it along. One whose kitchen is so far ahead of its rate that it cannot be
 * waiting for answers is not read; one that is a little ahead is answered later, which slows down whoever waits for it.
 * Nobody else waits. It is to be read once, since that spends the rate.
 * @param paces a kitchen's rate is spent in the order in which messages are read, by the times at which they came
 * @param arrivedMs by the clock of this process
 */
export function arrive(message: Message, paces: KitchenPaces, arrivedMs: number): OpenedMessage {
  const kitchenId = parseUpTopic(message.topic)?.kitchenId ?? null;
  const isFarAhead = (): boolean => paces.aheadMs(kitchenId ?? '', arrivedMs) > PATIENCE_MS;
  // Neither inflated nor kept: it is decided here, and takes no room in a commit.
  if (isFarAhead()) {
    const away = turnedAway(message);
    return { kitchenId, bytes: away.bytes, read: () => away };
  }
  const opened = openMessage(message);
  return {
    ...opened,
    read: () => {
      if (isFarAhead()) return turnedAway(message);
      const read = opened.read();
      const isAhead = paces.spend(kitchenId ?? '', costOf(read), arrivedMs) > 0;
      return isAhead ? { ...read, limited: 'slowed' } : read;
    },
  };
}

/** So much JSON is read in one go, bytes: 3 ms of it, before whoever waits for the one thread has a turn. */
const READ_AT_ONCE_BYTES = 64 * 1024;
/** A message takes as long as so much JSON, bytes, however short it is. */
const MESSAGE_BYTES = 1_024;

/** Reads what is to be committed together, in order, a few at a time; what is larger than that alone. */
export async function readInTurns(arrived: readonly OpenedMessage[]): Promise<ReadMessage[]> {
  const read: ReadMessage[] = [];
  let bytesInOneGo = 0;
  for (const one of arrived) {
    const bytes = MESSAGE_BYTES + one.bytes;
    if (bytesInOneGo > 0 && bytesInOneGo + bytes > READ_AT_ONCE_BYTES) {
      await turn();
      bytesInOneGo = 0;
    }
    bytesInOneGo += bytes;
    read.push(one.read());
  }
  return read;
}
