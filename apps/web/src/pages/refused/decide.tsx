import { callConsole } from '../../data/call-console.js';
import {
  routes,
  type Amendment,
  type DeadLetter,
  type DeadLetterAct,
  type DecidedDeadLetters,
} from '@bakeloop/contracts';
import { pathOf, useFormat } from '@bakeloop/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ProblemPanel } from '../../parts/notices.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { Amend } from './amend.js';
import { ShiftFields, useShift } from './shift.js';

/** What is decided: on which, is asked apart. */
type Act = { action: 'replay' | 'dismiss' } | { action: 'amend'; amendment: Amendment };
type Which =
  { ids: string[] } | { reason: string; kitchenId?: string | undefined; after?: string | undefined };

export interface Decider {
  note: string;
  setNote(note: string): void;
  /** It is said why, and nothing is under way. */
  mayDecide: boolean;
  decide(act: Act, which: Which): void;
  /** Of the newest decision, by letter. */
  outcomes: ReadonlyMap<string, string>;
  done: { action: DeadLetterAct; items: DecidedDeadLetters['items'] } | null;
  isPending: boolean;
  error: Error | null;
}

/** Why something is decided, and what came of it. @param decided called after each decision */
export function useDecider(decided: () => Promise<unknown>): Decider {
  const [note, setNote] = useState('');
  const deciding = useMutation({
    mutationFn: async ({ act, which }: { act: Act; which: Which }) => {
      const items: DecidedDeadLetters['items'] = [];
      let next: string | null = null;
      do {
        const answer: DecidedDeadLetters = await callConsole('decideDeadLetters', {
          body: {
            ...act,
            note,
            which: next !== null && 'reason' in which ? { ...which, after: next } : which,
          },
        });
        items.push(...answer.items);
        next = answer.next;
      } while (next !== null);
      return { action: act.action, items };
    },
    onSettled: decided,
  });
  return {
    note,
    setNote,
    mayDecide: note.trim().length >= 3 && !deciding.isPending,
    decide: (act, which) => deciding.mutate({ act, which }),
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
    <section id="why" className="panel refused-who" aria-label="Why">
      <label className="ref-field">
        <span>Why</span>
        <input value={note} maxLength={500} onChange={({ target }) => setNote(target.value)} />
      </label>
      <p className="quiet">
        It is noted, with your name, with each message that you replay, amend or dismiss.
      </p>
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
  const done = action === 'amend' ? 'amended' : 'replayed';
  const taken = items.filter(({ state }) => state === done).length;
  const refused = items.length - taken;
  if (refused === 0) return `${count} ${done} and taken.`;
  return `${count} ${done}: ${String(taken)} taken, ${String(refused)} refused again.`;
}

/** What can be done with an open letter, and what was done so far. */
export function Decide({ decider, letter }: { decider: Decider; letter: DeadLetter }) {
  const outcome = decider.outcomes.get(letter.id);
  const which = { ids: [letter.id] };
  const [amends, setAmends] = useState(false);
  const isOpen = letter.state === 'open';
  return (
    <>
      {isOpen ? (
        <Buttons decider={decider} replay="Replay" dismiss="Dismiss" which={which}>
          <button
            type="button"
            className="button button-quiet"
            aria-expanded={amends}
            onClick={() => setAmends(!amends)}
          >
            Amend
          </button>
        </Buttons>
      ) : null}
      {isOpen && amends ? (
        <Amend
          letter={letter}
          mayDecide={decider.mayDecide}
          store={(amendment) => decider.decide({ action: 'amend', amendment }, which)}
        />
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
  const which = { reason, kitchenId };
  return (
    <>
      <Buttons
        decider={decider}
        replay="Replay all of this kind"
        dismiss="Dismiss all of this kind"
        which={which}
      />
      {reason === 'clock_skew' ? <ShiftAll decider={decider} which={which} /> : null}
    </>
  );
}

/** Of a clock that was wrong for days nobody mends one message after the other. */
function ShiftAll({ decider, which }: { decider: Decider; which: Which }) {
  const shift = useShift();
  const { amendment } = shift;
  return (
    <details className="quiet-details">
      <summary>Shift the time of all of this kind</summary>
      <ShiftFields shift={shift} />
      <p className="quiet">Try it on one of them first: what is stored stays stored.</p>
      <TwoSteps
        label="Shift and store all"
        about="all of this kind"
        sure="Shift them"
        keep="Leave them"
        isPending={!decider.mayDecide || amendment === null}
        act={() => {
          if (amendment !== null) decider.decide({ action: 'amend', amendment }, which);
        }}
      />
    </details>
  );
}

function Buttons({
  decider: { mayDecide, decide },
  replay,
  dismiss,
  which,
  children,
}: {
  decider: Decider;
  replay: string;
  dismiss: string;
  which: Which;
  children?: ReactNode;
}) {
  return (
    <div className="links">
      <button
        type="button"
        className="button"
        disabled={!mayDecide}
        onClick={() => decide({ action: 'replay' }, which)}
      >
        {replay}
      </button>
      {children}
      <button
        type="button"
        className="button button-quiet"
        disabled={!mayDecide}
        onClick={() => decide({ action: 'dismiss' }, which)}
      >
        {dismiss}
      </button>
    </div>
  );
}

const ACTION_WORDS: Record<DeadLetterAct, string> = {
  replay: 'replayed it',
  amend: 'amended it',
  dismiss: 'dismissed it',
};

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
            {detail.data.actions.map(({ action, at, by, note, outcome, amended }) => (
              <li key={at}>
                {format.instant(Date.parse(at), 'UTC')}: {by} {ACTION_WORDS[action]} (“{note}”), {outcome}
                {amended === null ? null : <Beside before={amended.before} after={amended.after} />}
              </li>
            ))}
          </ol>
        )
      ) : detail.error ? (
        <ProblemPanel error={detail.error} retry={() => void detail.refetch()} />
      ) : (
        <p className="quiet">Reading…</p>
      )}
      <p>
        <a href={`/api/v1${pathOf(routes.deadLetterPayload.path, { letterId: id })}`} download>
          The whole message, as it came
        </a>{' '}
        <span className="quiet">With what is hidden here: that you read it is noted.</span>
      </p>
    </details>
  );
}

/** What came, and what was stored in its place. */
function Beside({ before, after }: { before: string; after: string }) {
  return (
    <div className="amended-beside">
      <figure>
        <figcaption>As it came</figcaption>
        <pre tabIndex={0}>{before}</pre>
      </figure>
      <figure>
        <figcaption>As it was amended</figcaption>
        <pre tabIndex={0}>{after}</pre>
      </figure>
    </div>
  );
}
