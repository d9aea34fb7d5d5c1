import type { KitchenEvent } from '@bakeloop/domain';
import type { NewEvent } from '../mint.js';

/**
 * Cancels an event (E2).
 * @param reason for whoever reads the history, at most 500 characters
 */
export function voidOf(event: KitchenEvent, reason: string): NewEvent {
  return {
    type: 'event.voided',
    supersedes: event.id,
    reason,
    ...(event.batchId === undefined ? {} : { batchId: event.batchId }),
    data: {},
  };
}

/** Makes a cancelled event count again: a void is not undone by another void, but by saying anew what is true. */
export function revivalOf(cancelled: KitchenEvent, voidId: string): NewEvent {
  const { id: _id, time: _time, ...said } = cancelled;
  return { ...said, supersedes: voidId, reason: 'cancelled by mistake' };
}
