import {
  figureRoutes,
  type MetricAnswer,
  type MetricChange,
  type MetricDefinition,
} from '@bakeloop/contracts';
import { tableHref, useFormat, UNKNOWN } from '@bakeloop/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { PAGED } from '../../data/paged.js';
import { ShowMore } from '../../parts/show-more.js';
import { TableLink } from '../../parts/table-link.js';
import { batchPath, eventPath, type FigureQuery } from '../../data/addresses.js';
import { figureWriter } from '../../data/figure-words.js';
import { inputKey, inputsFrom, inputText } from '../../data/ledger-inputs.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { callConsole } from '../../data/call-console.js';

const A_PAGE = 20;
const CAUSE_WORDS: Record<MetricChange['cause'], string> = {
  event: 'Event',
  meters: 'Meters',
  reference: 'Reference data',
  method: 'Method',
  place: 'Place, machines or scales',
};

/** Why the figure is not what it was known to be on an earlier day: cause by cause, each with its effect. */
export function Changes({
  figure,
  asked,
  since,
  definition,
}: {
  figure: MetricAnswer;
  asked: FigureQuery;
  since: string;
  definition: MetricDefinition | undefined;
}) {
  const format = useFormat();
  const { scope, from, to } = asked;
  const changes = useInfiniteQuery({
    queryKey: ['metric-changes', figure.metric, scope, from, to, since],
    queryFn: ({ signal, pageParam }) =>
      callConsole(
        'metricChanges',
        {
          params: { metric: figure.metric },
          query: { scope, from, to, since, limit: A_PAGE, cursor: pageParam },
        },
        { signal },
      ),
    ...PAGED,
  });
  const [first] = changes.data?.pages ?? [];
  const write = figureWriter(figure, format);
  const shown = (value: number | null) => (value === null ? UNKNOWN : write.text(value));
  return (
    <section className="panel" aria-labelledby="changes-heading">
      <h2 id="changes-heading">What changed since then</h2>
      {first ? (
        <>
          <p className="change-from-to">
            <span>
              Then <strong>{shown(first.before)}</strong>
            </span>
            <span>
              now <strong>{shown(first.after)}</strong>
            </span>
            {first.before !== null && first.after !== null ? (
              <span className="quiet">difference {write.text(first.after - first.before, true)}</span>
            ) : null}
          </p>
          {first.items.length === 0 ? (
            <p>Nothing: everything behind it is as it was.</p>
          ) : (
            <>
              <ul className="change-list">
                {changes.data?.pages
                  .flatMap(({ items }) => items)
                  .map((change, index) => (
                    <Change key={index} change={change} definition={definition} />
                  ))}
              </ul>
              <TableLink
                href={tableHref(figureRoutes.metricChanges, {
                  params: { metric: figure.metric },
                  query: { scope, from, to, since },
                })}
              />
            </>
          )}
          <ShowMore list={changes}>Show more changes</ShowMore>
        </>
      ) : changes.error ? (
        <ProblemPanel error={changes.error} retry={() => void changes.refetch()} />
      ) : (
        <Loading label="Loading what changed" blocks={[120]} />
      )}
    </section>
  );
}

function Change({ change, definition }: { change: MetricChange; definition: MetricDefinition | undefined }) {
  const format = useFormat();
  const effects = definition ? inputsFrom(definition, change.amounts).filter(({ value }) => value !== 0) : [];
  const batchId = change.subject.startsWith('batch:') ? change.subject.slice('batch:'.length) : null;
  return (
    <li>
      <p>{change.words}</p>
      {effects.length > 0 ? (
        <p className="effects">
          {effects.map((effect) => (
            <span key={inputKey(effect)}>
              <code>{effect.name}</code> {effect.value > 0 ? '+' : ''}
              {inputText(effect, format)}
            </span>
          ))}
        </p>
      ) : null}
      <p className="quiet">
        {CAUSE_WORDS[change.cause]}
        {change.late ? ', late' : ''} · known since{' '}
        {format.instant(Date.parse(change.knownAt), 'UTC', 'dateTime')} UTC
        {change.eventId === null ? null : (
          <>
            {' · '}
            <Link to={eventPath(change.eventId)}>the event</Link>
          </>
        )}
        {batchId === null ? null : (
          <>
            {' · '}
            <Link to={batchPath(change.kitchenId, batchId)}>batch {batchId}</Link>
          </>
        )}
      </p>
    </li>
  );
}
