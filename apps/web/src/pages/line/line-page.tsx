import type { CanaryView, LineAnswer, Tally } from '@bakeloop/contracts';
import { Ago, useFormat } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { kitchenPath, refusedPath } from '../../data/addresses.js';
import { useKitchenNames } from '../../data/use-names.js';
import { ConditionShape } from '../../parts/condition.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { useTitle } from '../../parts/use-title.js';
import { Kept } from './kept.js';
import { callConsole } from '../../data/call-console.js';

const EVERY_MS = 10_000;

/** For staff: whether what kitchens send arrives, and what became of all that came. */
export function LinePage() {
  useTitle('The line');
  const line = useQuery({
    queryKey: ['line'],
    queryFn: ({ signal }) => callConsole('line', {}, { signal }),
    refetchInterval: EVERY_MS,
  });
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/fleet">Fleet</Link>
      </p>
      <h1>The line</h1>
      <p className="lead">
        From the kitchens through broker and ingest to the database: whether what is sent arrives, and what
        became of it.
      </p>
      {line.data ? (
        <>
          <Canary canary={line.data.canary} />
          <Accounts line={line.data} />
          <Kept />
        </>
      ) : line.error ? (
        <ProblemPanel error={line.error} retry={() => void line.refetch()} />
      ) : (
        <Loading label="Loading how the line does" blocks={[160, 260]} />
      )}
    </div>
  );
}

function Canary({ canary: { state, sentAt, lateAfterSeconds } }: { canary: CanaryView }) {
  const newest = sentAt === null ? null : <Ago atMs={Date.parse(sentAt)} />;
  return (
    <section aria-labelledby="canary-heading">
      <h2 id="canary-heading">Does it arrive?</h2>
      <p className={state === 'late' ? 'trouble trouble-critical' : 'trouble'}>
        <ConditionShape condition={CONDITIONS[state]} size={18} />
        <span>
          {state === 'late' ? (
            <>
              <strong>Nothing arrives.</strong>{' '}
              {newest ? (
                <>The newest canary pack in the database was sent {newest}.</>
              ) : (
                'No canary pack came.'
              )}{' '}
              Broker or ingest does not work: look at both. Kitchens keep what they have until it does.
            </>
          ) : newest ? (
            <>The newest canary pack in the database was sent {newest}.</>
          ) : (
            <>The first canary pack is on its way.</>
          )}
        </span>
      </p>
      <p className="quiet">
        Every minute the platform sends a pack of its own through broker and ingest to the database, as a
        kitchen would. One that is older than {lateAfterSeconds} s is an alarm. It is in no figure and no
        list.
      </p>
    </section>
  );
}

const CONDITIONS = { fresh: 'good', waiting: 'unknown', late: 'critical' } as const;

const KINDS = [
  ['received', 'Received'],
  ['stored', 'Stored'],
  ['duplicate', 'Known already'],
  ['deadLettered', 'Refused'],
] as const satisfies [keyof Tally, string][];

/** What the limits did, in messages. */
const COLUMNS = [...KINDS, ['slowed', 'Answered later'], ['turnedAway', 'Turned away']] as const satisfies [
  keyof Tally,
  string,
][];

function Accounts({ line: { total, unaccounted, kitchens } }: { line: LineAnswer }) {
  const format = useFormat();
  const names = useKitchenNames();
  return (
    <section aria-labelledby="accounts-heading">
      <div className="section-head">
        <h2 id="accounts-heading">What came, and what became of it</h2>
        <Link to={refusedPath()}>What was refused</Link>
      </div>
      <dl className="figures">
        {KINDS.map(([kind, word]) => (
          <div key={kind}>
            <dt>{word}</dt>
            <dd>{format.number(total[kind])}</dd>
          </div>
        ))}
      </dl>
      {unaccounted === 0 ? (
        <p className="quiet">
          Records: readings and events, and messages that were refused whole. Each one that came is stored,
          known already or refused; nothing is missing.
        </p>
      ) : (
        <p className="trouble trouble-critical">
          <ConditionShape condition="critical" size={18} />
          <span>
            <strong>The account does not add up.</strong> {format.number(unaccounted)} of what was received is
            in none of the three. This is a fault of Bakeloop: report it.
          </span>
        </p>
      )}
      {total.slowed + total.turnedAway > 0 ? (
        <p className="quiet">
          Of kitchens that sent more than they may {format.number(total.slowed)} messages were answered later,
          and {format.number(total.turnedAway)} turned away: a kitchen keeps and sends again what was not
          acknowledged.
        </p>
      ) : null}
      {kitchens.length === 0 ? null : (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="What came from each kitchen">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">From</th>
                {COLUMNS.map(([kind, word]) => (
                  <th key={kind} scope="col" className="right">
                    {word}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {kitchens.map(({ kitchenId, tally }) => (
                <tr key={kitchenId}>
                  <th scope="row">
                    {kitchenId === null ? (
                      'no known kitchen'
                    ) : (
                      <Link to={kitchenPath(kitchenId)}>
                        {names.find(({ id }) => id === kitchenId)?.name ?? kitchenId}
                      </Link>
                    )}
                  </th>
                  {COLUMNS.map(([kind]) => (
                    <td key={kind} className="right">
                      {format.number(tally[kind])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
