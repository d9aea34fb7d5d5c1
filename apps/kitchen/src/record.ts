import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { topics, type SenmlRecord } from '@bakeloop/contracts';
import type { KitchenEvent } from '@bakeloop/domain';
import { birthOf, simulate } from './simulate.js';
import type { SimulatedKitchen } from './world/kitchens.js';
import { eventId } from './world/drafts.js';
import type { Mishaps } from './world/world.js';

/** Readings of this long make one pack, ms. */
const PACK_MS = 3_600_000;

/** The messages a kitchen would have published, in order: birth, then packs of an hour. Same arguments, same lines. */
export function* recordingOf(o: {
  kitchen: SimulatedKitchen;
  seed: number;
  fromMs: number;
  toMs: number;
  intervalSeconds: number;
  mishaps: Mishaps;
}): Generator<{ topic: string; payload: unknown }> {
  const { kitchen } = o;
  const session = eventId(o.seed, kitchen.id, `recording/${o.fromMs}`, o.fromMs);
  yield { topic: topics.of(kitchen.id, 'birth'), payload: birthOf(kitchen, session) };
  const seqs = { telemetry: 0, events: 0 };
  let records: SenmlRecord[] = [];
  let events: KitchenEvent[] = [];
  const packs = function* (): Generator<{ topic: string; payload: unknown }> {
    if (events.length > 0)
      yield { topic: topics.of(kitchen.id, 'events'), payload: { session, seq: ++seqs.events, events } };
    if (records.length > 0)
      yield {
        topic: topics.of(kitchen.id, 'telemetry'),
        payload: { session, seq: ++seqs.telemetry, records },
      };
    records = [];
    events = [];
  };
  let packFromMs = o.fromMs;
  for (const step of simulate(o)) {
    if (step.timeMs - packFromMs >= PACK_MS) {
      yield* packs();
      packFromMs = step.timeMs;
    }
    records.push(...step.telemetry);
    events.push(...step.events);
  }
  yield* packs();
}

/** Writes messages as NDJSON, one `{"topic","payload"}` a line. @returns lines written */
export async function writeRecording(
  file: string,
  messages: Iterable<{ topic: string; payload: unknown }>,
): Promise<number> {
  const out = createWriteStream(file);
  let lines = 0;
  for (const message of messages) {
    lines++;
    if (!out.write(`${JSON.stringify(message)}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return lines;
}
