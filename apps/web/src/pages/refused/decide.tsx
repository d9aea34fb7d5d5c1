import { callConsole } from '../../data/call-console.js';
import type { DeadLetter, DecidedDeadLetters } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ProblemPanel } from '../../parts/notices.js';

type Action = 'replay' | 'dismiss';
type Which =
  { ids: string[] } | { reason: string; kitchenId?: string | undefined; after?: string | undefined };

export interface Decider {
  note: string;
  setNote(note: string): void;
  /** It is said why, and nothing is under way. */
  mayDecide: boolean;
  decide(action: Action, which: Which): void;
  /** Of the newest decision, by letter. */
  outcomes: ReadonlyMap<string, string>;
  done: { action: Action; items: DecidedDeadLetters['items'] } | null;
  isPending: boolean;
  error: Error | null;
}

/** Why something is decided, and what came of it. @param decided called after each decision */
export function useDecider(decided: () => Promise<unknown>): Decider {
  const [note, setNote] = useState('');
  const deciding = useMutation({
    mutationFn: async ({ action, which }: { action: Action; which: Which }) => {
      const items: DecidedDeadLetters['items'] = [];
      let next: string | null = null;
      do {
        const answer: DecidedDeadLetters = await callConsole('decideDeadLetters', {
          body: {
            action,
            note,
            which: next !== null && 'reason' in which ? { ...which, after: next } : which,
          },
        });
        items.push(...answer.items);
        next = answer.next;
      } while (next !== null);
      return { action, items };
    },
    onSettled: decided,
  });
  return {
    note,
    setNote,
    mayDecide: note.trim().length >= 3 && !deciding.isPending,
    decide: (action, which) => deciding.mutate({ action, which }),
    outcomes: new Map(deciding.data?.items.map(({ id, outcome }) => [id, outcome])),
    done: deciding.data ?? null,
    isPending: deciding.isPending,
    error: deciding.error,
  };
}

/** Asked once for all that is decided on this page; noted with each letter. */
export function Why({ decider, children }: { decider: Decider; children?: ReactNode }) {
  const { note, setNote, done, error, isPending } = decider;
  return (
    <section className="panel refused-who" aria-label="Why">
      <label className="ref-field">
        <span>Why</span>
        <input value={note} maxLength={500} onChange={({ target }) => setNote(target.value)} />
      </label>
      <p className="quiet">It is noted, with your name, with each message that you replay or dismiss.</p>
      {children}
      <div aria-live="polite">
        {isPending ? <p>Working…</p> : done ? <p>{sentenceOf(done)}</p> : null}
        {error ? <ProblemPanel error={error} /> : null}
      </div>
    </section>
  );
}

function sentenceOf({ action, items }: NonNullable<Decider['done']>): string {
  const count = items.length === 1 ? '1 message' : `${String(items.length)} messages`;
  if (action === 'dismiss') return `${count} dismissed.`;
  const taken = items.filter(({ state }) => state === 'replayed').length;
  const refused = items.length - taken;
  if (refused === 0) return `${count} replayed and taken.`;
  return `${count} replayed: ${String(taken)} taken, ${String(refused)} refused again.`;
}

/** The two things that can be done with an open letter, and what was done so far. */
export function Decide({ decider, letter }: { decider: Decider; letter: DeadLetter }) {
  const outcome = decider.outcomes.get(letter.id);
  const which = { ids: [letter.id] };
  return (
    <>
      {letter.state === 'open' ? (
        <Buttons decider={decider} replay="Replay" dismiss="Dismiss" which={which} />
      ) : null}
      {outcome === undefined ? null : <p className="refused-outcome">{outcome}</p>}
      <Story letter={letter} />
    </>
  );
}

export function DecideOnAll({
  decider,
  reason,
  kitchenId,
}: {
  decider: Decider;
  reason: string;
  kitchenId: string | undefined;
}) {
  return (
    <Buttons
      decider={decider}
      replay="Replay all of this kind"
      dismiss="Dismiss all of this kind"
      which={{ reason, kitchenId }}
    />
  );
}

function Buttons({
  decider: { mayDecide, decide },
  replay,
  dismiss,
  which,
}: {
  decider: Decider;
  replay: string;
  dismiss: string;
  which: Which;
}) {
  return (
    <div className="links">
      <button type="button" className="button" disabled={!mayDecide} onClick={() => decide('replay', which)}>
        {replay}
      </button>
      <button
        type="button"
        className="button button-quiet"
        disabled={!mayDecide}
        onClick={() => decide('dismiss', which)}
      >
        {dismiss}
      </button>
    </div>
  );
}

const ACTION_WORDS: Record<Action, string> = { replay: 'replayed it', dismiss: 'dismissed it' };

/** What was done with a letter, read when somebody opens it. */
function Story({ letter: { id } }: { letter: DeadLetter }) {
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const detail = useQuery({
    queryKey: ['refused', 'one', id],
    queryFn: ({ signal }) => callConsole('deadLetterOne', { params: { letterId: id } }, { signal }),
    enabled: open,
  });
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>What was done with it</summary>
      {detail.data ? (
        detail.data.actions.length === 0 ? (
          <p className="quiet">Nothing yet.</p>
        ) : (
          <ol className="refused-story">
            {detail.data.actions.map(({ action, at, by, note, outcome }) => (
              <li key={at}>
                {format.instant(Date.parse(at), 'UTC')}: {by} {ACTION_WORDS[action]} (“{note}”), {outcome}
              </li>
            ))}
          </ol>
        )
      ) : detail.error ? (
        <ProblemPanel error={detail.error} retry={() => void detail.refetch()} />
      ) : (
        <p className="quiet">Reading…</p>
      )}
    </details>
  );
}
