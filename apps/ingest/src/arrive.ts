import { parseUpTopic } from '@bakeloop/contracts';
import { openMessage, turnedAway, type Message, type OpenedMessage } from '@bakeloop/record';
import { costOf, PATIENCE_MS, type KitchenPaces } from './pace.js';

/**
 * A message that waits for its commit, and is read when that begins: its bytes lie outside the heap, and what was read of it
 * is gone before the collector has to carry it along. One whose kitchen is so far ahead of its rate that it cannot be
 * waiting for answers is not read; one that is a little ahead is answered later, which slows down whoever waits for it.
 * Nobody else waits.
 * @param paces a kitchen's rate is spent in the order in which messages are read, by the times at which they came
 * @param arrivedMs by the clock of this process
 */
export function arrive(message: Message, paces: KitchenPaces, arrivedMs: number): OpenedMessage {
  const { topic, payload } = message;
  const kitchenId = parseUpTopic(topic)?.kitchenId ?? null;
  const isFarAhead = (): boolean => paces.aheadMs(kitchenId ?? '', arrivedMs) > PATIENCE_MS;
  // Not inflated either. It stays so: what is read until its turn comes only adds to what its kitchen owes.
  if (isFarAhead()) return { kitchenId, bytes: payload.length, read: () => turnedAway(message) };
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
