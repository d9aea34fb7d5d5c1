import type { EventDetail } from '@bakeloop/contracts';
import type { EventDetailRow } from '@bakeloop/db';
import { storedEvents } from '../batches/batch-view.js';

/**
 * One event as it came but for what protects people, with what struck it.
 * @param versions the event and every version of the same fact
 * @returns null when the event is not among them
 */
export function eventDetailOf(id: string, versions: readonly EventDetailRow[]): EventDetail | null {
  const index = versions.findIndex((version) => version.id === id);
  const row = versions[index];
  const event = storedEvents(versions)[index];
  if (row === undefined || event === undefined) return null;
  return {
    ...event,
    kitchenId: row.kitchenId,
    contentHash: row.contentHash,
    raw: { ...row.body, data: event.data },
  };
}
