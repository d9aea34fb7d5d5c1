import { resolveEvents, type KitchenEvent } from '@bakeloop/domain';
import { describeEvent } from '../describe.js';
import { When, type StepBefore } from '../flow/when.js';
import { useBatch } from './use-batch.js';

/** The newest step of a batch that counts. */
export function lastStepOf(events: readonly KitchenEvent[]): StepBefore | null {
  const last = resolveEvents(events).effective.reduce<KitchenEvent | null>(
    (newest, event) =>
      newest === null || Date.parse(event.time) >= Date.parse(newest.time) ? event : newest,
    null,
  );
  return last && { time: last.time, what: describeEvent(last) };
}

/** When a step of a batch happened, held against the step before it. */
export function BatchWhen({
  kitchenId,
  batchId,
  time,
  onChoose,
}: {
  kitchenId: string;
  batchId: string;
  time: string | null;
  onChoose: (time: string | null) => void;
}) {
  const { events } = useBatch(kitchenId, batchId);
  return <When time={time} before={lastStepOf(events)} onChoose={onChoose} />;
}
