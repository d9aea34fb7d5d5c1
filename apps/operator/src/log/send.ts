import type { EventAnswer } from '@bakeloop/contracts';
import { ApiProblem, needsSignIn } from '@bakeloop/ui';
import { answered, due, type Entry } from './entries.js';
import type { PhoneLog } from './phone-log.js';

/** Few enough that a slow network gets something through before it breaks again. */
const EVENTS_A_POST = 50;

export type SendOutcome =
  | { kind: 'sent' }
  /** No network at the phone. */
  | { kind: 'no-network' }
  /** A network, but Bakeloop does not answer. */
  | { kind: 'no-server' }
  /** The session has ended: everything stays until somebody has signed in again. */
  | { kind: 'signed-out' }
  /** Bakeloop answers, but takes nothing just now: nothing is lost, a person should read why. */
  | { kind: 'failed'; detail: string };

export interface Wire {
  /** Posts events of one kitchen. @throws ApiProblem */
  post(kitchenId: string, events: Entry['event'][]): Promise<EventAnswer[]>;
  online(): boolean;
  nowMs(): number;
}

/**
 * Sends everything that waits, oldest first, and writes each answer to the log. An entry leaves the queue only on the
 * server's own word for its id: stored, duplicate or rejected.
 */
export async function sendWaiting(log: PhoneLog, wire: Wire): Promise<SendOutcome> {
  const waiting = due(log.entries(), wire.nowMs(), wire.online());
  let last: SendOutcome = { kind: 'sent' };
  for (const kitchenId of new Set(waiting.map((entry) => entry.kitchenId))) {
    const entries = waiting.filter((entry) => entry.kitchenId === kitchenId);
    try {
      for (let from = 0; from < entries.length; from += EVENTS_A_POST)
        await sendSome(kitchenId, entries.slice(from, from + EVENTS_A_POST), log, wire);
    } catch (error) {
      last = outcomeOf(error, wire.online());
      if (!isOfThisKitchen(error)) return last;
    }
  }
  return last;
}

async function sendSome(kitchenId: string, entries: Entry[], log: PhoneLog, wire: Wire): Promise<void> {
  // Taken back while an earlier post was under way: do not send it after all.
  const still = entries.filter((entry) => log.find(entry.event.id)?.state.kind === 'waiting');
  if (still.length === 0) return;
  for (const entry of still) log.save({ ...entry, state: { kind: 'waiting', tried: true } }, wire.nowMs());
  const answers = await answersFor(kitchenId, still, wire).catch((error: unknown) => {
    if (still.length > 1 && refusesContent(error)) return null;
    throw error;
  });
  if (answers === null) {
    // The server could not take the post as a whole: one by one, so that the bad one costs no other.
    for (const entry of still) await sendSome(kitchenId, [entry], log, wire);
    return;
  }
  for (const entry of still) {
    const answer = answers.get(entry.event.id);
    if (answer) log.save(answered(entry, answer, wire.nowMs()), wire.nowMs());
  }
}

async function answersFor(
  kitchenId: string,
  entries: Entry[],
  wire: Wire,
): Promise<Map<string, EventAnswer>> {
  try {
    const results = await wire.post(
      kitchenId,
      entries.map((entry) => entry.event),
    );
    return new Map(results.map((answer, index) => [answer.id ?? entries[index]?.event.id ?? '', answer]));
  } catch (error) {
    const [only] = entries;
    if (!only || entries.length > 1 || !refusesContent(error)) throw error;
    const { id } = only.event;
    return new Map([[id, { id, outcome: 'rejected', reason: 'refused', detail: error.message }]]);
  }
}

/** The server read the post and wants none of it, now or later; unlike a sign-in or a rate limit, which pass. */
function refusesContent(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.kind === 'problem' && [400, 413, 422].includes(error.status);
}

/** A kitchen that is not one's own any longer keeps no other kitchen waiting. */
function isOfThisKitchen(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 403 || error.status === 404);
}

function outcomeOf(error: unknown, online: boolean): SendOutcome {
  if (error instanceof DOMException && error.name === 'TimeoutError') return { kind: 'no-server' };
  if (!(error instanceof ApiProblem)) {
    return { kind: 'failed', detail: error instanceof Error ? error.message : String(error) };
  }
  if (needsSignIn(error)) return { kind: 'signed-out' };
  if (error.kind !== 'offline') return { kind: 'failed', detail: error.message };
  return online || error.status > 0 ? { kind: 'no-server' } : { kind: 'no-network' };
}
