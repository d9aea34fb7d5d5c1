import type { Tally } from '@bakeloop/db';
import type { ReadMessage } from './message.js';

const KINDS = ['received', 'stored', 'duplicate', 'deadLettered'] as const satisfies (keyof Tally)[];

/** What one commit settles, counted by kitchen: every record that came is stored, known already, or a dead letter. */
export class Tallies {
  readonly #byKitchen = new Map<string | null, Tally>();

  add(kitchenId: string | null, kind: keyof Tally, records: number): void {
    if (records === 0) return;
    let tally = this.#byKitchen.get(kitchenId);
    if (tally === undefined) this.#byKitchen.set(kitchenId, (tally = noTally()));
    tally[kind] += records;
  }

  get byKitchen(): ReadonlyMap<string | null, Tally> {
    return this.#byKitchen;
  }
}

/** Records of a message: its readings or events, good and bad; one for a message that was refused whole. */
export function recordsOf({ content, refusals }: ReadMessage): number {
  if (content.kind === 'telemetry') return content.readings.length + refusals.length;
  if (content.kind === 'events') return content.events.length + refusals.length;
  return refusals.length;
}

export function sumTallies(tallies: Iterable<Tally>): Tally {
  const sum = noTally();
  for (const tally of tallies) for (const kind of KINDS) sum[kind] += tally[kind];
  return sum;
}

function noTally(): Tally {
  return { received: 0, stored: 0, duplicate: 0, deadLettered: 0 };
}
