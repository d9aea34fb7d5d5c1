import type { LoggedEvent, PostingOrigin } from '@bakeloop/db';
import { refsOf, type KitchenEvent } from '@bakeloop/domain';

/** A new event, and when it came. */
export interface Arrival {
  id: string;
  receivedAt: Date;
}

/**
 * Which of several new events changed a subject: the last to arrive of those that touch it, by its batch, by another
 * version of its fact, or by a lot upstream. Walks from the newest arrival to the oldest and stops where a newer one
 * already came, for all downstream of that is marked too: linear in events and references, whatever a pack holds.
 * @param log all events that bear on what the new ones touch
 */
export function originsOf(
  log: readonly LoggedEvent[],
  arrivals: readonly Arrival[],
): Map<string, PostingOrigin> {
  const byId = new Map<string, KitchenEvent>();
  const linked = new Map<string, string[]>();
  const users = new Map<string, KitchenEvent[]>();
  const made = new Set<string>();
  for (const { event } of log) {
    const id = event.id.toLowerCase();
    byId.set(id, event);
    if (event.supersedes !== undefined) {
      append(linked, id, event.supersedes.toLowerCase());
      append(linked, event.supersedes.toLowerCase(), id);
    }
    for (const { kind, ref, role } of refsOf(event)) {
      if (kind !== 'lot') continue;
      if (role === 'produces') made.add(ref);
      else append(users, ref, event);
    }
  }

  const origins = new Map<string, PostingOrigin>();
  const mark = (subject: string, origin: PostingOrigin): void => {
    if (!origins.has(subject)) origins.set(subject, origin);
  };
  const seen = { versions: new Set<string>(), lots: new Set<string>(), users: new Set<KitchenEvent>() };
  const reach = (queue: string[], reached: Set<string>, key: string): void => {
    if (reached.has(key)) return;
    reached.add(key);
    queue.push(key);
  };
  const newestFirst = [...arrivals]
    .sort((left, right) => left.receivedAt.getTime() - right.receivedAt.getTime())
    .reverse();
  for (const { id, receivedAt } of newestFirst) {
    const origin: PostingOrigin = { cause: 'event', eventId: id, knownAt: receivedAt };
    const versions: string[] = [];
    const lots: string[] = [];
    reach(versions, seen.versions, id.toLowerCase());
    for (const version of versions) {
      for (const other of linked.get(version) ?? []) reach(versions, seen.versions, other);
      const event = byId.get(version);
      if (event === undefined) continue;
      mark(`event:${event.id}`, origin);
      if (event.batchId !== undefined) mark(`batch:${event.batchId}`, origin);
      for (const { kind, ref } of refsOf(event))
        if (kind === 'lot' && made.has(ref)) reach(lots, seen.lots, ref);
    }
    for (const lot of lots)
      for (const user of users.get(lot) ?? []) {
        if (seen.users.has(user)) continue;
        seen.users.add(user);
        if (user.batchId !== undefined) mark(`batch:${user.batchId}`, origin);
        for (const { kind, ref, role } of refsOf(user))
          if (kind === 'lot' && role === 'produces') reach(lots, seen.lots, ref);
      }
  }
  return origins;
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
