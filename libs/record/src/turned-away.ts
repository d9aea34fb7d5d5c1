import { isDeflated, isTracked, parseUpTopic } from '@bakeloop/contracts';
import type { Message, ReadMessage } from './message.js';

const OPENING_BRACE = '{'.charCodeAt(0);
const SPACE = ' '.charCodeAt(0);

/**
 * A message of a kitchen that sends far more than it may, unread, since reading is what it costs too much of. A pack is
 * only counted: unacknowledged, it stays with its kitchen and comes again (P3). What nobody sends again, a bare array or a
 * certificate, becomes a dead letter, to be replayed.
 */
export function turnedAway(message: Message): ReadMessage {
  const { topic, payload, receivedAt, retained } = message;
  const parsed = parseUpTopic(topic);
  const kitchenId = parsed?.kitchenId ?? null;
  const isPack = isTracked(parsed?.stream);
  if (isPack && (retained || payload.find((byte) => byte > SPACE) === OPENING_BRACE || isDeflated(payload)))
    return {
      message: { topic, payload: Buffer.alloc(0), receivedAt },
      bytes: 0,
      kitchenId,
      tracking: null,
      content: { kind: 'ignored' },
      refusals: [],
      limited: retained ? undefined : 'turned-away',
    };
  return {
    message,
    bytes: payload.length,
    kitchenId,
    tracking: null,
    content: { kind: 'refused' },
    refusals: [
      {
        position: null,
        reason: 'too_fast',
        detail: 'its kitchen sends far more than it may; this was not read, and nobody sends it again',
      },
    ],
    limited: 'turned-away',
  };
}
