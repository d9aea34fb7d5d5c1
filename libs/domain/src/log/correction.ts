import { canonicalJson } from './canonical-json.js';
import type { KitchenEvent } from './events.js';
import { instantMs } from './time.js';

/** What of an event says which versions of a fact count. */
export type Version = Pick<KitchenEvent, 'id' | 'type' | 'time' | 'supersedes'>;

export interface Resolved<E extends Version = KitchenEvent> {
  /** The events that count, sorted by (instant, id); never an `event.voided`. */
  effective: E[];
  /** Struck event id to the id of the event that struck it. Only events of the set are named. */
  struckBy: Map<string, string>;
}

interface Dated<E extends Version = Version> {
  event: E;
  ms: number;
}

/**
 * Applies corrections and voids (E1 to E3). Any order, any repetition: same result.
 *
 * Events linked by `supersedes` are versions of one fact, and **at most one version counts**:
 * - a correction replaces what it names, a correction of the correction replaces that, and so on;
 * - of two corrections of one event the later by (instant, id) wins; the other one, and whatever corrected it, is struck;
 * - `event.voided` cancels the fact as it then stands. Voiding a correction therefore brings nothing back: the first
 *   version was already found wrong. To revive a fact, supersede the void with what is true;
 * - a correction of an event not yet seen counts already (E6), a void of one waits for it;
 * - a ring of corrections, which no honest device makes, is cut before its earliest event.
 *
 * A caller that holds only part of the log must pass every version of a fact or none (see `eventsBearingOn`).
 * @throws RangeError when an event's time is no RFC 3339 time
 */
export function resolveEvents<E extends Version>(events: readonly E[]): Resolved<E> {
  const byId = new Map<string, Dated<E>>();
  for (const event of events) {
    const known = byId.get(event.id);
    // One id with two contents is refused at the door (E1). Should it slip in, the choice must not depend on the order.
    if (known === undefined || canonicalJson(event) < canonicalJson(known.event))
      byId.set(event.id, { event, ms: instantMs(event.time) });
  }
  const cut = ringOpenings(byId);
  const versions = new Map<string, Dated<E>[]>();
  const firsts = new Set<string>();
  for (const dated of byId.values()) {
    const earlier = cut.has(dated.event.id) ? undefined : dated.event.supersedes;
    if (earlier === undefined) {
      firsts.add(dated.event.id);
      continue;
    }
    if (!byId.has(earlier)) firsts.add(earlier);
    const siblings = versions.get(earlier);
    if (siblings === undefined) versions.set(earlier, [dated]);
    else siblings.push(dated);
  }

  const struckBy = new Map<string, string>();
  const strikeWithCorrections = (struck: Dated<E>, by: string): void => {
    const pending = [struck];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      struckBy.set(next.event.id, by);
      for (const correction of versions.get(next.event.id) ?? []) pending.push(correction);
    }
  };
  const standing: Dated<E>[] = [];
  for (const first of firsts) {
    let id = first;
    for (let corrections = versions.get(id); corrections !== undefined; corrections = versions.get(id)) {
      const winner = corrections.reduce((left, right) => (compareDated(left, right) < 0 ? right : left));
      if (byId.has(id)) struckBy.set(id, winner.event.id);
      for (const loser of corrections) if (loser !== winner) strikeWithCorrections(loser, winner.event.id);
      id = winner.event.id;
    }
    const last = byId.get(id);
    if (last !== undefined && last.event.type !== 'event.voided') standing.push(last);
  }
  return { effective: standing.sort(compareDated).map(({ event }) => event), struckBy };
}

/** Order of two events of different ids. */
function compareDated(left: Dated, right: Dated): number {
  if (left.ms !== right.ms) return left.ms - right.ms;
  return left.event.id < right.event.id ? -1 : 1;
}

/** Of each ring of corrections, the event whose own `supersedes` is to be ignored. */
function ringOpenings(byId: ReadonlyMap<string, Dated>): Set<string> {
  const openings = new Set<string>();
  const seen = new Set<Dated>();
  for (const start of byId.values()) {
    const walk: Dated[] = [];
    let at: Dated | undefined = start;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      walk.push(at);
      at = byId.get(at.event.supersedes ?? '');
    }
    if (at === undefined || !walk.includes(at)) continue;
    const ring = walk.slice(walk.indexOf(at));
    const earliest = ring.reduce((left, right) => (compareDated(left, right) < 0 ? left : right));
    openings.add(earliest.event.id);
  }
  return openings;
}
