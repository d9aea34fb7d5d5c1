import type { KitchenEvent } from '@bakeloop/domain';
import { batchEvents } from './batch-log.js';
import { dispatches, returns } from './dispatch.js';
import { draftId, toSecond, type DayContext } from './drafts.js';
import { prepareLots } from './lots.js';
import { peopleOf } from './people.js';
import { upkeepOf } from './upkeep.js';

export interface TimedEvent {
  timeMs: number;
  event: KitchenEvent;
}

/** The batch log of one local day, in order of time. */
export function eventsOfDay(context: DayContext): TimedEvent[] {
  const { beganMs, calendar, day } = context;
  if (!day.shift) return [];
  const batches = day.batches.filter(({ fromMs }) => fromMs >= beganMs);
  const drafts = [
    ...prepareLots(context),
    ...batches.flatMap((batch) => batchEvents(context, batch)),
    ...dispatches(context),
    ...returns(context),
    ...peopleOf(context),
    ...upkeepOf(context),
  ];
  return drafts
    .map(({ key, timeMs: exactMs, ...rest }) => {
      const timeMs = toSecond(exactMs);
      const id = draftId(context, key, timeMs);
      return { timeMs, event: { id, time: calendar.rfc3339(timeMs), ...rest } as KitchenEvent };
    })
    .sort((left, right) => left.timeMs - right.timeMs || (left.event.id < right.event.id ? -1 : 1));
}
