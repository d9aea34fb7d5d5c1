import { CORRECTION_STATES, reportRoutes, type CorrectionState } from '@bakeloop/contracts';
import { tableHref, useFormat } from '@bakeloop/ui';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, useSearchParams } from 'react-router';
import { qualityPath } from '../../data/addresses.js';
import { PAGED } from '../../data/paged.js';
import { CorrectionItem } from '../../parts/correction-item.js';
import { Field, FormProblem } from '../../parts/form.js';
import { Needs } from '../../parts/gate.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { ShowMore } from '../../parts/show-more.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { When } from '../../parts/when.js';
import '../../parts/rows.css';
import './quality.css';
import { callConsole } from '../../data/call-console.js';

const A_PAGE = 20;
const KEY = 'corrections';
const STATE_WORDS: Record<CorrectionState, string> = {
  waiting: 'Waiting',
  questioned: 'Questioned',
  accepted: 'Accepted',
};

/** Corrections made after the fact that moved a figure by much: accepted, or questioned where their kitchen sees it. */
export function CorrectionsPage() {
  return (
    <Needs permission="correction.review">
      <Corrections />
    </Needs>
  );
}

function Corrections() {
  useTitle('Corrections to look at');
  const [search, setSearch] = useSearchParams();
  const state = CORRECTION_STATES.find((one) => one === search.get('state')) ?? 'waiting';
  const list = useInfiniteQuery({
    queryKey: [KEY, state],
    queryFn: ({ signal, pageParam }) =>
      callConsole('corrections', { query: { state, limit: A_PAGE, cursor: pageParam } }, { signal }),
    ...PAGED,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const rule = list.data?.pages[0]?.rule;
  return (
    <div className="page">
      <p className="crumb">
        <Link to={qualityPath()}>Data quality</Link>
      </p>
      <h1>Corrections to look at</h1>
      <p className="lead">
        What was corrected after the fact and moved a mass by much. Nothing here alters or removes an entry;
        names are those that a kitchen gives its people.
      </p>
      <div role="group" aria-label="What became of them" className="pills">
        {CORRECTION_STATES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === state}
            onClick={() => setSearch(one === 'waiting' ? {} : { state: one }, { replace: true })}
          >
            {STATE_WORDS[one]}
          </button>
        ))}
      </div>
      {list.data ? (
        items.length === 0 ? (
          <EmptyPanel title={state === 'waiting' ? 'Nothing waits' : 'None of these'}>
            <p>
              {state === 'waiting'
                ? 'No correction moved a mass by more than the rule below says, or somebody has looked at each.'
                : 'No correction is in this state.'}
            </p>
          </EmptyPanel>
        ) : (
          <>
            <ul className="rows">
              {items.map((correction) => (
                <CorrectionItem key={correction.eventId} correction={correction}>
                  <Verdict
                    key={correction.acts.length}
                    eventId={correction.eventId}
                    isAccepted={state === 'accepted'}
                  />
                </CorrectionItem>
              ))}
            </ul>
            <p className="links">
              <ShowMore list={list} />
              <TableLink href={tableHref(reportRoutes.corrections, { query: { state } })} />
            </p>
          </>
        )
      ) : list.error ? (
        <ProblemPanel error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Loading label="Loading corrections" blocks={[90, 90, 90]} />
      )}
      {rule ? <Rule key={rule.at} rule={rule} /> : null}
    </div>
  );
}

function Verdict({ eventId, isAccepted }: { eventId: string; isAccepted: boolean }) {
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const say = useMutation({
    mutationFn: (verdict: 'accepted' | 'questioned') =>
      callConsole('reviewCorrection', { params: { eventId }, body: { verdict, note } }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: [KEY] }),
        queries.invalidateQueries({ queryKey: ['quality'] }),
      ]),
  });
  const isReady = note.trim().length >= 3 && !say.isPending;
  return (
    <div className="quality-verdict">
      <Field
        label="What you found, or want to know"
        value={note}
        maxLength={500}
        onChange={({ target }) => setNote(target.value)}
      />
      <div className="links">
        {isAccepted ? null : (
          <button type="button" className="button" disabled={!isReady} onClick={() => say.mutate('accepted')}>
            Accept
          </button>
        )}
        <button
          type="button"
          className="button button-quiet"
          disabled={!isReady}
          onClick={() => say.mutate('questioned')}
        >
          Ask the kitchen
        </button>
      </div>
      <FormProblem error={say.error} />
    </div>
  );
}

/** From which mass on a correction waits; who changes it says why. */
function Rule({ rule }: { rule: { overGrams: number; at: string; note: string; by: string | null } }) {
  const format = useFormat();
  const queries = useQueryClient();
  const [kilograms, setKilograms] = useState(String(rule.overGrams / 1_000));
  const [note, setNote] = useState('');
  const grams = Math.round(Number(kilograms) * 1_000);
  const set = useMutation({
    mutationFn: () => callConsole('setCorrectionRule', { body: { overGrams: grams, note } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [KEY] }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <details className="panel quiet-details quality-rule">
      <summary>A correction that moved more than {format.mass(rule.overGrams)} waits for a look</summary>
      <p className="quiet">
        Set by {rule.by ?? 'somebody who was forgotten'} <When at={rule.at} />: “{rule.note}”
      </p>
      <form onSubmit={submit}>
        <Field
          label="More than, kg"
          type="number"
          min={0}
          max={1_000_000}
          step="any"
          required
          value={kilograms}
          onChange={({ target }) => setKilograms(target.value)}
        />
        <Field
          label="Why"
          required
          minLength={3}
          maxLength={500}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <button type="submit" className="button" disabled={set.isPending || !Number.isFinite(grams)}>
          Set
        </button>
        <FormProblem error={set.error} />
      </form>
    </details>
  );
}
