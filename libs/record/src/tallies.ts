import type { Tally } from '@bakeloop/db';
import type { ReadMessage } from './message.js';

const KINDS = [
  'received',
  'stored',
  'duplicate',
  'deadLettered',
  'slowed',
  'turnedAway',
] as const satisfies (keyof Tally)[];

/** What one commit settles, counted by kitchen: every record that came is stored, known already, or a dead letter. */
export class Tallies {
  readonly #byKitchen = new Map<string | null, Tally>();

  add(kitchenId: string | null, kind: keyof Tally, count: number): void {
    if (count === 0) return;
    let tally = this.#byKitchen.get(kitchenId);
    if (tally === undefined) this.#byKitchen.set(kitchenId, (tally = noTally()));
    tally[kind] += count;
  }

  /** Counts a message, and what the door did with it. */
  addMessage(one: ReadMessage): void {
    this.add(one.kitchenId, 'received', recordsOf(one));
    if (one.limited === 'slowed') this.add(one.kitchenId, 'slowed', 1);
    if (one.limited === 'turned-away') this.add(one.kitchenId, 'turnedAway', 1);
  }

  get byKitchen(): ReadonlyMap<string | null, Tally> {
    return this.#byKitchen;
  }
}

/** Records of a message: its readings, events or results, good and bad; one for a message that was refused whole. */
export function recordsOf({ content, refusals }: ReadMessage): number {
  if (content.kind === 'telemetry') return content.readings.values.length + refusals.length;
  if (content.kind === 'events') return content.events.length + refusals.length;
  if (content.kind === 'results') return content.results.length + refusals.length;
  return refusals.length;
}

export function sumTallies(tallies: Iterable<Tally>): Tally {
  const sum = noTally();
  for (const tally of tallies) for (const kind of KINDS) sum[kind] += tally[kind];
  return sum;
}

function noTally(): Tally {
  return { received: 0, stored: 0, duplicate: 0, deadLettered: 0, slowed: 0, turnedAway: 0 };
}
