import { topics } from '@bakeloop/contracts';
import { type Database, hasBirth, HISTORY_JOB, saveJob } from '@bakeloop/db';
import type { KitchenEvent } from '@bakeloop/domain';
import {
  birthOf,
  createWorld,
  DECLARED_INTERVAL_SECONDS,
  ORDINARY_MISHAPS,
  simulate,
  STORY,
  type SimulatedKitchen,
} from '@bakeloop/kitchen';
import { Recorder, type Message } from '@bakeloop/record';
import { v5 as uuidV5 } from 'uuid';

const DAY_MS = 86_400_000;
/** Samples in one pack of history: keeps a pack near 200 readings. */
const STEPS_A_PACK = 12;
/** Packs settled in one commit: a commit holds the embedded engine, and live packs wait behind it. */
const PACKS_A_COMMIT = 4;
/** Events settled in one commit: about two batches, each derived once rather than once an event. */
const EVENTS_A_COMMIT = 40;
/** Names the sessions of history: the same history meets the same packs, a changed story (`STORY`) has packs of its own. */
const HISTORY_NAMESPACE = 'b3c8c6b6-6a2c-4b58-9a2e-3d1f6f5f7a10';

/**
 * Loads the simulated past of kitchens through the same code that settles live packs: every pack is read, validated and
 * deduplicated. The arrival of a pack is its last sample, as it would have been. Done twice it changes nothing.
 *
 * @param onDay after each day of all kitchens
 */
export async function loadHistory(
  database: Database,
  o: {
    kitchens: readonly SimulatedKitchen[];
    seed: number;
    toMs: number;
    days: number;
    onDay?: (done: number, total: number) => void;
  },
): Promise<void> {
  const recorder = new Recorder(database, { isHistory: true });
  await saveJob(database, HISTORY_JOB, 0, o.days);
  const sessions = new Map(
    o.kitchens.map((kitchen) => [
      kitchen.id,
      uuidV5(`${kitchen.id} ${o.seed} ${STORY} ${o.toMs}`, HISTORY_NAMESPACE),
    ]),
  );
  const seqs = new Map<string, number>();
  const beganMs = o.toMs - o.days * DAY_MS;
  // The newest day first: the pages open on it. The facts may come in any order.
  for (let day = 0; day < o.days; day++) {
    const fromMs = o.toMs - (day + 1) * DAY_MS;
    for (const kitchen of o.kitchens) {
      const session = sessions.get(kitchen.id) ?? '';
      // A kitchen that has reported keeps its own session: its will is told by it (B2).
      if (!(await hasBirth(database, kitchen.id)))
        await recorder.settle([message(topics.of(kitchen.id, 'birth'), birthOf(kitchen, session), fromMs)]);
      const next = (stream: string): number => {
        const seq = (seqs.get(`${kitchen.id} ${stream}`) ?? 0) + 1;
        seqs.set(`${kitchen.id} ${stream}`, seq);
        return seq;
      };
      const opening =
        day === o.days - 1 ? createWorld(kitchen, o.seed, ORDINARY_MISHAPS, beganMs).openingStock() : [];
      await loadDay(recorder, kitchen, {
        beganMs,
        session,
        next,
        seed: o.seed,
        opening,
        fromMs,
        toMs: fromMs + DAY_MS,
      });
    }
    await saveJob(database, HISTORY_JOB, day + 1, o.days);
    o.onDay?.(day + 1, o.days);
  }
}

async function loadDay(
  recorder: Recorder,
  kitchen: SimulatedKitchen,
  o: {
    session: string;
    next: (stream: string) => number;
    seed: number;
    /** Where the history begins, ms. */
    beganMs: number;
    /** Logged before it. */
    opening: readonly KitchenEvent[];
    fromMs: number;
    toMs: number;
  },
): Promise<void> {
  const { session } = o;
  let packs: Message[] = [];
  let steps: { timeMs: number; telemetry: unknown[] }[] = [];
  const events = o.opening.map((event) => ({ timeMs: Date.parse(event.time), event }));
  const closePack = (): void => {
    const last = steps.at(-1);
    if (!last) return;
    const records = steps.flatMap((step) => step.telemetry);
    // The last step of a day may tell late events only.
    if (records.length > 0)
      packs.push(
        message(
          topics.of(kitchen.id, 'telemetry'),
          { session, seq: o.next('telemetry'), records },
          last.timeMs,
        ),
      );
    steps = [];
  };
  for (const step of simulate({
    kitchen,
    seed: o.seed,
    beganMs: o.beganMs,
    fromMs: o.fromMs,
    toMs: o.toMs,
    // As rarely as a certificate allows, and never off shift, as in a kitchen that is switched off at night: the charts of
    // weeks look the same, and loading takes minutes.
    intervalSeconds: DECLARED_INTERVAL_SECONDS,
    offShift: false,
  })) {
    steps.push(step);
    for (const event of step.events) events.push({ timeMs: step.timeMs, event });
    if (steps.length === STEPS_A_PACK) closePack();
    if (packs.length === PACKS_A_COMMIT) {
      await recorder.settle(packs);
      packs = [];
    }
  }
  closePack();
  await recorder.settle(packs);
  // In any order the result is the same (E3); together, the events of a batch derive it once rather than once a commit.
  events.sort((left, right) => ((left.event.batchId ?? '') < (right.event.batchId ?? '') ? -1 : 1));
  for (let from = 0; from < events.length; from += EVENTS_A_COMMIT)
    await recorder.settle(
      events
        .slice(from, from + EVENTS_A_COMMIT)
        .map(({ event, timeMs }) =>
          message(
            topics.of(kitchen.id, 'events'),
            { session, seq: o.next('events'), events: [event] },
            timeMs,
          ),
        ),
    );
}

function message(topic: string, body: unknown, receivedMs: number): Message {
  return { topic, payload: Buffer.from(JSON.stringify(body)), receivedAt: new Date(receivedMs) };
}
