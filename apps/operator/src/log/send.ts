import type { EventAnswer } from '@bakeloop/contracts';
import { ApiProblem, needsSignIn } from '@bakeloop/ui';
import { answered, due, type Entry } from './entries.js';
import { problemKey, type ProblemKey } from '../parts/problem-key.js';
import type { PhoneLog } from './phone-log.js';

/** The first post is small, so that a slow network gets something through before it breaks again; each that arrives doubles it. */
const EVENTS_OF_FIRST_POST = 5;
const EVENTS_A_POST = 50;

export type SendOutcome =
  | { kind: 'sent' }
  /** No network at the phone. */
  | { kind: 'no-network' }
  /** A network that answers in Bakeloop's place: it wants to be signed in to, or paid. */
  | { kind: 'portal' }
  /** A network, but Bakeloop does not answer, or only that it is broken. */
  | { kind: 'no-server' }
  /** The session has ended: everything stays until somebody has signed in again. */
  | { kind: 'signed-out' }
  /** Whoever answered could not prove to be Bakeloop: nothing counts as stored. */
  | { kind: 'unproved' }
  /** Bakeloop answers, but takes nothing just now: nothing is lost, a person should read why. */
  | {
      kind: 'failed';
      /** In English. */
      detail: string;
      /** Says the same in the operator's language; null, or left out: there is no such text. */
      say?: ProblemKey | null;
      retryAfterSeconds: number | null;
    };

export interface Wire {
  /** Posts events of one kitchen. @throws ApiProblem */
  post(kitchenId: string, events: Entry['event'][]): Promise<EventAnswer[]>;
  online(): boolean;
  nowMs(): number;
  /** Who sends; null: not known. */
  who(): string | null;
  /** Whether an answer proves that the server holds the event. @throws ApiProblem */
  isProved(event: Entry['event'], answer: EventAnswer): Promise<boolean>;
  /** Who answers when Bakeloop's own address is asked something that everybody may know. */
  whoAnswers(): Promise<'bakeloop' | 'portal' | 'nobody'>;
}

/** How far an attempt is. */
export interface Progress {
  /** Events answered for, of `total`. */
  done: number;
  total: number;
}

/**
 * Sends everything that waits, oldest first, and writes each answer to the log. An entry leaves the queue only on the
 * server's own word for its id: stored or duplicate, with its receipt, or rejected.
 */
export async function sendWaiting(
  log: PhoneLog,
  wire: Wire,
  tell: (progress: Progress) => void = () => undefined,
): Promise<SendOutcome> {
  const waiting = due(log.entries(), wire.nowMs(), wire.online(), wire.who());
  let last: SendOutcome = { kind: 'sent' };
  let done = 0;
  let size = EVENTS_OF_FIRST_POST;
  const total = waiting.length;
  for (const kitchenId of new Set(waiting.map((entry) => entry.kitchenId))) {
    const entries = waiting.filter((entry) => entry.kitchenId === kitchenId);
    try {
      for (let from = 0; from < entries.length;) {
        tell({ done, total });
        const some = entries.slice(from, from + size);
        await sendSome(kitchenId, some, log, wire);
        done += some.length;
        from += some.length;
        size = Math.min(EVENTS_A_POST, 2 * size);
      }
    } catch (error) {
      last = await outcomeOf(error, wire);
      if (!isOfThisKitchen(error)) return last;
      done += entries.length;
    }
  }
  return last;
}

async function sendSome(kitchenId: string, entries: Entry[], log: PhoneLog, wire: Wire): Promise<void> {
  // Taken back, or sent by another tab, while an earlier post was under way: not to be sent after all.
  const claimed = await Promise.all(entries.map(({ event }) => log.claim(event.id)));
  const still = claimed.filter((entry) => entry !== null);
  if (still.length === 0) return;
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
    if (!answer) continue;
    if (answer.outcome !== 'rejected' && !(await wire.isProved(entry.event, answer))) throw new Unproved();
    log.save(answered(entry, answer, wire.nowMs()), wire.nowMs());
  }
}

class Unproved extends Error {}

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
    return new Map([
      [id, { id, outcome: 'rejected', reason: 'refused', detail: error.message, receipt: null }],
    ]);
  }
}

/** The server read the post and wants none of it, now or later; unlike a sign-in or a rate limit, which pass. */
function refusesContent(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.kind === 'problem' && [400, 413, 422].includes(error.status);
}

/** A kitchen that is not one's own any longer keeps no other kitchen waiting. */
function isOfThisKitchen(error: unknown): boolean {
  return (
    error instanceof ApiProblem && (error.status === 403 || error.status === 404) && error.problem !== null
  );
}

async function outcomeOf(error: unknown, wire: Wire): Promise<SendOutcome> {
  if (error instanceof Unproved) return { kind: 'unproved' };
  const late = error instanceof DOMException && error.name === 'TimeoutError';
  if (!late && !(error instanceof ApiProblem))
    return {
      kind: 'failed',
      detail: error instanceof Error ? error.message : String(error),
      retryAfterSeconds: null,
    };
  if (needsSignIn(error)) return { kind: 'signed-out' };
  // Said by Bakeloop itself: it is there, and has a reason.
  if (error instanceof ApiProblem && error.problem && error.status < 500)
    return { ...failed(error), retryAfterSeconds: error.retryAfterSeconds };
  const isAnswered = error instanceof ApiProblem && error.status > 0;
  if (!wire.online() && !isAnswered) return { kind: 'no-network' };
  const who = await wire.whoAnswers();
  if (who === 'portal') return { kind: 'portal' };
  if (who === 'bakeloop' && error instanceof ApiProblem && error.kind === 'unreadable') return failed(error);
  return { kind: 'no-server' };
}

const failed = (error: ApiProblem) =>
  ({ kind: 'failed', detail: error.message, say: problemKey(error), retryAfterSeconds: null }) as const;

const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 300_000;

/**
 * How long to wait before the next attempt, ms: twice as long after each that failed, up to five minutes, and never twice
 * the same, so that the phones of a kitchen do not all come back at once.
 * @param failures in a row, 1 or more
 * @param die from 0 to 1
 */
export function retryAfterMs(failures: number, outcome: SendOutcome, die: number): number {
  const asked = outcome.kind === 'failed' ? 1_000 * (outcome.retryAfterSeconds ?? 0) : 0;
  const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10));
  return Math.max(asked, Math.round(longest * (0.5 + die / 2)));
}
