import { callConsole } from '../../data/call-console.js';
import { deskRoutes, MAX_OPEN_LETTERS, type DeadLetter } from '@bakeloop/contracts';
import { tableHref, useFormat } from '@bakeloop/ui';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { PAGED } from '../../data/paged.js';
import { ShowMore } from '../../parts/show-more.js';
import { refusedWords } from '../../data/refused-words.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { ChoiceRow, OnlyOf } from '../../parts/queue-parts.js';
import { RefusedLetter } from '../../parts/refused-letter.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { Decide, DecideOnAll, useDecider, Why } from './decide.js';
import { KitchenLink } from '../../parts/kitchen-link.js';
import '../../parts/field.css';
import './refused.css';

const A_PAGE = 20;
type State = DeadLetter['state'];
const STATES: readonly { state: State | undefined; word: string }[] = [
  { state: 'open', word: 'Open' },
  { state: 'replayed', word: 'Replayed' },
  { state: 'amended', word: 'Amended' },
  { state: 'dismissed', word: 'Dismissed' },
  { state: undefined, word: 'All' },
];

/** What kitchens sent and Bakeloop could not take: searched, replayed once the cause is mended, amended, or dismissed. */
export function RefusedPage() {
  useTitle('Refused');
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const kitchenId = search.get('kitchen') ?? undefined;
  const reason = search.get('reason') ?? undefined;
  const text = search.get('text') ?? undefined;
  const asked = search.get('state') ?? 'open';
  const state = STATES.find((one) => one.state === asked)?.state;
  const filter = { kitchenId, reason, text, state };
  const set = (name: string, value: string | undefined): void => {
    const next = new URLSearchParams(search);
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const letters = useInfiniteQuery({
    queryKey: ['refused', filter],
    queryFn: ({ signal, pageParam }) =>
      callConsole('deadLetters', { query: { ...filter, limit: A_PAGE, cursor: pageParam } }, { signal }),
    ...PAGED,
  });
  const queries = useQueryClient();
  const decider = useDecider(() =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['refused'] }),
      queries.invalidateQueries({ queryKey: ['refused-reasons'] }),
    ]),
  );
  const items = letters.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <h1>Refused</h1>
      <p className="lead">
        What kitchens sent and Bakeloop could not take. The raw data is kept as it came, of up to{' '}
        {format.number(MAX_OPEN_LETTERS)} open messages of a reason and kitchen, and the rest is counted. It
        can be replayed once the cause is mended, or amended and stored.
      </p>
      <OnlyOf kitchenId={kitchenId} ofAll={() => set('kitchen', undefined)} />
      <div className="refused-filters">
        <ChoiceRow
          label="What became of them"
          choices={STATES.map((one) => ({ value: one.state, words: one.word }))}
          chosen={state}
          choose={(one) => set('state', one ?? 'all')}
        />
        <label className="ref-field">
          <span>Find in what was wrong, or in the topic</span>
          <input
            type="search"
            maxLength={200}
            defaultValue={text ?? ''}
            onChange={({ target }) => set('text', target.value.trim())}
          />
        </label>
      </div>
      <Reasons kitchenId={kitchenId} chosen={reason} choose={(one) => set('reason', one)} />
      {items.some((letter) => letter.state === 'open') ? (
        <Why decider={decider}>
          {reason !== undefined && state === 'open' && text === undefined ? (
            <DecideOnAll decider={decider} reason={reason} kitchenId={kitchenId} />
          ) : null}
        </Why>
      ) : null}
      {letters.data ? (
        items.length === 0 ? (
          <EmptyPanel title={state === 'open' ? 'Nothing is waiting' : 'None of these'}>
            <p>
              {state === 'open'
                ? 'Everything that came could be taken, or somebody has dealt with it.'
                : 'Choose another state, reason or word.'}
            </p>
          </EmptyPanel>
        ) : (
          <>
            <ul className="refused">
              {items.map((letter) => (
                <RefusedLetter key={letter.id} letter={letter} timeZone="UTC" from={<From letter={letter} />}>
                  <Decide decider={decider} letter={letter} />
                </RefusedLetter>
              ))}
            </ul>
            <p className="links refused-foot">
              <ShowMore list={letters} />
              <TableLink href={tableHref(deskRoutes.deadLetters, { query: filter })} />
            </p>
          </>
        )
      ) : letters.error ? (
        <ProblemPanel error={letters.error} retry={() => void letters.refetch()} />
      ) : (
        <Loading label="Loading what was refused" blocks={[120, 120, 120]} />
      )}
    </div>
  );
}

function From({ letter: { kitchenId } }: { letter: DeadLetter }) {
  return kitchenId === null ? 'no known kitchen' : <KitchenLink kitchenId={kitchenId} />;
}

/** Each reason with how many open letters it has; chosen again, it is let go. */
function Reasons({
  kitchenId,
  chosen,
  choose,
}: {
  kitchenId: string | undefined;
  chosen: string | undefined;
  choose: (reason: string | undefined) => void;
}) {
  const format = useFormat();
  const reasons = useQuery({
    queryKey: ['refused-reasons', kitchenId],
    queryFn: ({ signal }) => callConsole('deadLetterReasons', { query: { kitchenId } }, { signal }),
  });
  const items = reasons.data?.items ?? [];
  const shown = items.some(({ reason }) => reason === chosen) || chosen === undefined;
  const all = shown ? items : [...items, { reason: chosen, count: 0 }];
  if (all.length === 0) return null;
  return (
    <div className="refused-reasons">
      <ChoiceRow
        label="Reasons, with how many are open"
        choices={all.map(({ reason, count }) => ({
          value: reason,
          words: (
            <>
              {refusedWords(reason)} <span className="refused-count">{format.number(count)}</span>
            </>
          ),
        }))}
        chosen={chosen}
        choose={(reason) => choose(reason === chosen ? undefined : reason)}
      />
    </div>
  );
}
