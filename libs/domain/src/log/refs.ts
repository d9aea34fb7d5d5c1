import type { KitchenEvent } from './events.js';

/** What an event touches: the index by which a database finds the events that bear on a batch or a lot. */
export interface EventRef {
  kind: 'batch' | 'lot';
  ref: string;
  role: 'about' | 'produces' | 'consumes';
}

/**
 * References of one event, without repetition. Any event that names a batch is about it, a void too.
 * A correction refers to what *it* says, not to what the corrected event said: follow `supersedes` for that.
 */
export function refsOf(event: KitchenEvent): EventRef[] {
  const refs = new Map<string, EventRef>();
  const add = (kind: EventRef['kind'], ref: string, role: EventRef['role']): void => {
    refs.set(`${kind} ${role} ${ref}`, { kind, ref, role });
  };
  if (event.batchId !== undefined) add('batch', event.batchId, 'about');
  switch (event.type) {
    case 'intake.recorded':
      add('lot', event.data.lotId, 'produces');
      break;
    case 'lot.processed':
      for (const { lotId } of event.data.inputs) add('lot', lotId, 'consumes');
      for (const { lotId } of event.data.outputs) add('lot', lotId, 'produces');
      break;
    case 'batch.input':
      if (event.data.lotId !== undefined) add('lot', event.data.lotId, 'consumes');
      break;
    case 'batch.output':
      if (event.data.lotId !== undefined) add('lot', event.data.lotId, 'produces');
      break;
    case 'dispatch.recorded':
      add('lot', event.data.lotId, 'consumes');
      break;
    default:
      break; // the others touch no lot
  }
  return [...refs.values()];
}

/**
 * The part of a log on which the state of one batch rests: `reduceBatch(id, eventsBearingOn(id, log))` equals
 * `reduceBatch(id, log)`. It is the definition of what a database has to load:
 * 1. every event about the batch;
 * 2. every event that produces or consumes a lot the batch consumes, or a lot from which such a lot was made
 *    (upstream through `lot.processed`; other consumers count, since a lot may be consumed beyond its mass);
 * 3. with each of these all versions of the fact: what it supersedes and what supersedes it, transitively.
 * The other way round, an event can change every batch that lies downstream of a lot it, or another version of it, names.
 */
export function eventsBearingOn(batchId: string, events: readonly KitchenEvent[]): KitchenEvent[] {
  const index = new Map<string, KitchenEvent[]>();
  for (const event of events) {
    const keys = refsOf(event).map(({ kind, ref }) => `${kind} ${ref}`);
    for (const key of [...keys, ...factKeysOf(event)]) {
      const list = index.get(key);
      if (list === undefined) index.set(key, [event]);
      else list.push(event);
    }
  }
  const bearing = new Set<KitchenEvent>();
  const taken = new Set<string>();
  const pending: KitchenEvent[] = [];
  const take = (key: string): void => {
    if (taken.has(key)) return;
    taken.add(key);
    for (const event of index.get(key) ?? []) pending.push(event);
  };
  take(`batch ${batchId}`);
  for (let event = pending.pop(); event !== undefined; event = pending.pop()) {
    bearing.add(event);
    for (const key of factKeysOf(event)) take(key);
    // Asked again each time the event is met: a step met as another user of a lot may turn out to make one that bears.
    const refs = refsOf(event);
    const matters =
      event.batchId === batchId ||
      refs.some(({ role, ref }) => role === 'produces' && taken.has(`lot ${ref}`));
    if (matters) for (const { role, ref } of refs) if (role === 'consumes') take(`lot ${ref}`);
  }
  return events.filter((event) => bearing.has(event));
}

/** Events that share one of these are versions of one fact. */
function factKeysOf({ id, supersedes }: KitchenEvent): string[] {
  return supersedes === undefined ? [`fact ${id}`] : [`fact ${id}`, `fact ${supersedes}`];
}
