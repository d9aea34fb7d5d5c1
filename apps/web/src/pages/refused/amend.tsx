import type { Amendment, DeadLetter, TriedAmendment } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { callConsole } from '../../data/call-console.js';
import { refusedWords } from '../../data/refused-words.js';
import { ProblemPanel } from '../../parts/notices.js';
import { ChoiceRow } from '../../parts/queue-parts.js';
import { ShiftFields, useShift } from './shift.js';

/** How long nothing is typed before it is tried, ms. */
const PAUSE_MS = 400;

interface AmendProps {
  letter: DeadLetter;
  /** It is said why, and nothing is under way. */
  mayDecide: boolean;
  store: (amendment: Amendment) => void;
}

/** Puts a refused message right: its time, or any of it. What would be stored is shown before it is. */
export function Amend(props: AmendProps) {
  const mayShift = props.letter.reason === 'clock_skew';
  const [shifts, setShifts] = useState(mayShift);
  return (
    <section className="amend" aria-label="Amend this message">
      {mayShift ? (
        <ChoiceRow
          label="How it is amended"
          choices={[
            { value: true, words: 'Shift its time' },
            { value: false, words: 'Write it anew' },
          ]}
          chosen={shifts}
          choose={setShifts}
        />
      ) : null}
      {shifts ? <ShiftIt {...props} /> : <Edit {...props} />}
    </section>
  );
}

function ShiftIt(props: AmendProps) {
  const shift = useShift();
  return (
    <>
      <p className="quiet">
        Every record of this message whose time was refused is moved by the same. The others stay as they are
        stored.
      </p>
      <ShiftFields shift={shift} />
      <Trial {...props} amendment={shift.amendment} />
    </>
  );
}

function Edit(props: AmendProps) {
  const { id, position } = props.letter;
  const fieldId = useId();
  const draft = useQuery({
    queryKey: ['refused-draft', id],
    queryFn: ({ signal }) => callConsole('deadLetterDraft', { params: { letterId: id } }, { signal }),
    // Each reading of it is noted: once is enough. What it says of people is not kept.
    staleTime: Infinity,
    gcTime: 0,
  });
  const [typed, setTyped] = useState<string | null>(null);
  if (draft.error) return <ProblemPanel error={draft.error} retry={() => void draft.refetch()} />;
  if (!draft.data) return <p className="quiet">Reading…</p>;
  const came = draft.data.json ?? '';
  const json = typed ?? came;
  const fault = json === '' ? null : faultIn(json);
  return (
    <>
      <div className="ref-field">
        <label htmlFor={fieldId}>
          {position === null ? 'The whole message, as JSON' : `Record ${String(position)} of it, as JSON`}
        </label>
        <textarea
          id={fieldId}
          rows={Math.min(24, Math.max(6, json.split('\n').length + 1))}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          aria-invalid={fault === null ? undefined : true}
          aria-describedby={`${fieldId}-hint`}
          value={json}
          onChange={({ target }) => setTyped(target.value)}
        />
        <small id={`${fieldId}-hint`} className={fault === null ? undefined : 'field-fault'}>
          {fault ??
            (draft.data.json === null
              ? 'What came is no text. Write here what it should have been.'
              : 'Nothing is hidden here; that you read it is noted. What came stays as it came.')}
        </small>
      </div>
      {json === came ? null : (
        <p>
          <button type="button" className="text-button" onClick={() => setTyped(null)}>
            As it came again
          </button>
        </p>
      )}
      <Trial {...props} amendment={fault === null && json !== '' && json !== came ? { json } : null} />
    </>
  );
}

/** Why a text is no JSON; null: it is. */
function faultIn(json: string): string | null {
  try {
    JSON.parse(json);
    return null;
  } catch (error) {
    return `No JSON yet: ${(error as Error).message}`;
  }
}

/** What the platform would make of it, by the checks that all must pass; and the button that has it stored. */
function Trial({
  letter: { id },
  mayDecide,
  store,
  amendment,
}: AmendProps & {
  /** Null: nothing to try yet. */
  amendment: Amendment | null;
}) {
  const settled = usePaused(amendment);
  const trial = useQuery({
    queryKey: ['refused-try', id, settled],
    queryFn: ({ signal }) =>
      settled &&
      callConsole('tryAmendment', { params: { letterId: id }, body: { amendment: settled } }, { signal }),
    enabled: settled !== null,
    staleTime: 0,
    gcTime: 0,
  });
  const isCurrent = amendment !== null && JSON.stringify(amendment) === JSON.stringify(settled);
  const tried = isCurrent && trial.isSuccess ? trial.data : null;
  const isGood = tried !== null && tried.refusals.length === 0;
  return (
    <div className="amend-trial">
      <div aria-live="polite">
        {amendment === null ? null : tried !== null ? (
          <Tried tried={tried} />
        ) : isCurrent && trial.error ? (
          <ProblemPanel error={trial.error} retry={() => void trial.refetch()} />
        ) : (
          <p className="quiet">Checking…</p>
        )}
      </div>
      <p className="links">
        <button
          type="button"
          className="button"
          disabled={!isGood || !mayDecide}
          onClick={() => {
            if (amendment !== null) store(amendment);
          }}
        >
          Store it so
        </button>
        {isGood && !mayDecide ? <a href="#why">Say why first.</a> : null}
      </p>
    </div>
  );
}

function Tried({ tried: { refusals, records, stored, known } }: { tried: TriedAmendment }) {
  const format = useFormat();
  if (refusals.length > 0)
    return (
      <>
        <p className="field-fault">It would be refused so, and nothing of it stored:</p>
        <ul className="amend-faults">
          {refusals.slice(0, 10).map(({ position, reason, detail }, at) => (
            <li key={at}>
              {position === null ? '' : `Record ${String(position)}: `}
              {reason === 'not_amended' ? detail : `${refusedWords(reason)}. ${detail}`}
            </li>
          ))}
        </ul>
      </>
    );
  const all = stored + known;
  const more = Math.max(0, all - records.length);
  return (
    <>
      <p>
        <strong>What will be stored</strong>
        {all === 0
          ? ''
          : `: ${format.number(stored)} new${known === 0 ? '' : `, ${format.number(known)} known already`}`}
      </p>
      <div className="amend-records" tabIndex={0} role="region" aria-label="What will be stored">
        <ul>
          {records.map(({ name, says, time }, at) => (
            <li key={at}>
              <strong>{name}</strong>
              <span>{says}</span>
              {time === null ? null : <span className="quiet">{exactly(time)}</span>}
            </li>
          ))}
        </ul>
      </div>
      {more > 0 ? <p className="quiet">and {format.number(more)} more</p> : null}
    </>
  );
}

/** To the millisecond, since it is the time that may be wrong. */
const exactly = (time: string): string => time.replace('T', ' ').replace(/(\.000)?Z$/, ' UTC');

/** A value once it has not changed for a moment. */
function usePaused<T>(value: T): T {
  const [paused, setPaused] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(JSON.parse(key) as T), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return paused;
}
