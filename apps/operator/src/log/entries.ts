import type { EventAnswer, Receipt } from '@bakeloop/contracts';
import type { KitchenEvent } from '@bakeloop/domain';

/** What the phone remembers of one event of its own. */
export interface Entry {
  kitchenId: string;
  event: KitchenEvent;
  /** Id of the person who made it; absent where nobody was known to be signed in. */
  by?: string | undefined;
  /** ms since the epoch, by the phone's clock. */
  savedAtMs: number;
  state:
    /** `tried`: was on its way at least once, so the server may have it whatever the phone heard. */
    | { kind: 'waiting'; tried: boolean }
    /** Kept a while, so that the phone can still add up a batch while nobody answers. */
    | {
        kind: 'stored';
        atMs: number;
        /** Checked. Absent of what an earlier version of this app sent. */
        receipt?: Receipt | null | undefined;
      }
    | { kind: 'refused'; reason: string; detail: string };
}

/** How long a saved event can be taken back with one tap. */
export const UNDO_MS = 10_000;
/** How long a stored event stays on the phone: longer than a batch runs. */
const KEEP_STORED_MS = 14 * 86_400_000;
const KEEP_STORED_COUNT = 400;

/** What the server's answer makes of an entry (E5). A refusal never blocks the entries behind it. */
export function answered(entry: Entry, answer: EventAnswer, nowMs: number): Entry {
  if (entry.state.kind === 'stored') return entry;
  if (answer.outcome !== 'rejected')
    return { ...entry, state: { kind: 'stored', atMs: nowMs, receipt: answer.receipt } };
  const reason = answer.reason ?? 'rejected';
  return { ...entry, state: { kind: 'refused', reason, detail: answer.detail ?? reason } };
}

/**
 * How an entry is taken back. Only what surely never left the phone, or was refused, is simply removed; anything else
 * is cancelled by an event of its own (E2).
 */
export function takeBack(entry: Entry): 'remove' | 'void' {
  if (entry.state.kind === 'refused') return 'remove';
  return entry.state.kind === 'waiting' && !entry.state.tried ? 'remove' : 'void';
}

/**
 * Entries to send now, oldest first. Without a network an attempt cannot arrive, and would only cost the clean undo:
 * then what may still be taken back waits. What somebody else at this phone logged goes out too, under their name; only their
 * corrections wait until they are back, since nobody corrects in the name of another.
 * @param who sends; null: not known, and the server decides
 */
export function due(
  entries: readonly Entry[],
  nowMs: number,
  online: boolean,
  who: string | null = null,
): Entry[] {
  return entries
    .filter((entry) => entry.state.kind === 'waiting')
    .filter(({ event, by }) => event.supersedes === undefined || who === null || (by ?? who) === who)
    .filter((entry) => online || Math.abs(nowMs - entry.savedAtMs) >= UNDO_MS)
    .sort(bySaving);
}

export interface LogCounts {
  waiting: number;
  refused: number;
  /** Stored in the last 24 hours. */
  stored: number;
}
export function count(entries: readonly Entry[], nowMs: number): LogCounts {
  const counts: LogCounts = { waiting: 0, refused: 0, stored: 0 };
  for (const { state } of entries) {
    if (state.kind !== 'stored') counts[state.kind] += 1;
    else if (nowMs - state.atMs < 86_400_000) counts.stored += 1;
  }
  return counts;
}

/** Stored entries that the phone may forget; never one that waits or needs a person. */
export function forgettable(entries: readonly Entry[], nowMs: number, keep = KEEP_STORED_COUNT): Entry[] {
  const stored = entries.filter((entry) => entry.state.kind === 'stored').sort(bySaving);
  const surplus = Math.max(0, stored.length - keep);
  return stored.filter(
    ({ state }, index) => index < surplus || (state.kind === 'stored' && nowMs - state.atMs > KEEP_STORED_MS),
  );
}

/** What the phone counts on, for one kitchen or all: everything but what the server refused. */
export function factsOf(entries: readonly Entry[], kitchenId?: string): KitchenEvent[] {
  return entries
    .filter(
      (entry) => (kitchenId === undefined || entry.kitchenId === kitchenId) && entry.state.kind !== 'refused',
    )
    .map((entry) => entry.event);
}

/** Ids of one phone order its events, also when the clock was set back in between. */
export function bySaving(left: Entry, right: Entry): number {
  return left.savedAtMs - right.savedAtMs || (left.event.id < right.event.id ? -1 : 1);
}
