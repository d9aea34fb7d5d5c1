import type { MetricAnswer, MetricDefinition } from '@bakeloop/contracts';
import { ApiProblem, useFormat } from '@bakeloop/ui';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import {
  methodPath,
  metricPath,
  onDays,
  readFigureQuery,
  scopeParts,
  type FigureQuery,
} from '../../data/addresses.js';
import { useFigure, useMethod } from '../../data/use-figures.js';
import { mayIn } from '../../data/reaches.js';
import { useLedgerNews } from '../../data/use-news.js';
import { useMay, useMayWithAll, useSession } from '../../data/use-session.js';
import { useToday } from '../../data/use-today.js';
import { EmptyPanel, Loading, ProblemPanel, StaleNote } from '../../parts/notices.js';
import { useTitle } from '../../parts/use-title.js';
import { NotFoundPage } from '../not-found-page.js';
import { Asked } from './asked.js';
import { Changes } from './changes.js';
import { Evidence } from './evidence.js';
import { Figure } from './figure.js';
import { FigureParts } from './figure-parts.js';
import { MassBehind } from './mass-behind.js';
import { OverTime } from './over-time.js';
import { Reckoning } from './reckoning.js';
import { ScopeName } from './scope-name.js';
import './metric.css';

/** What of this page rests on the ledger. */
const OF_LEDGER = ['metric', 'over-time', 'evidence', 'metric-changes', 'flows'];

/** One figure with everything behind it: how sure it is, how it is made, what it rests on and what changed it. */
export function MetricPage() {
  useLedgerNews(OF_LEDGER);
  const { metric = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const asked = readFigureQuery(search);
  const today = useToday(asked.scope);
  const onThese = onDays(asked, today);
  const method = useMethod();
  const figure = useFigure(metric, onThese);
  const definition = method.data?.metrics.find(({ id }) => id === metric);
  const name = figure.data?.name ?? definition?.name ?? metric;
  useTitle(name);
  const { error } = figure;
  if (!figure.data && error instanceof ApiProblem && error.status === 404) {
    return <NotFoundPage what="figure" detail={error.message} />;
  }
  const ask = (next: FigureQuery) => {
    setSearch(new URL(metricPath(metric, next), location.origin).searchParams, {
      preventScrollReset: true,
    });
  };
  return (
    <div className="page metric-page">
      <p className="crumb">
        <Link to="/method">Method</Link> <span aria-hidden>/</span>{' '}
        <Link to={methodPath(metric)}>{name}</Link>
      </p>
      <h1>{name}</h1>
      <p className="lead">{definition?.definition}</p>
      <Asked asked={asked} today={today} onAsk={ask} />
      {scopeParts(asked.scope) === null ? (
        <EmptyPanel title="No figures are made for that">
          The address asks for “{asked.scope}”. Choose above whose figure it shall be.
        </EmptyPanel>
      ) : figure.data ? (
        <div className={figure.isPlaceholderData ? 'metric-waiting' : undefined}>
          <StaleNote
            freshness={error ? { kind: 'stale', sinceMs: figure.dataUpdatedAt } : { kind: 'polling' }}
            error={error}
            retry={() => void figure.refetch()}
          />
          <Shown figure={figure.data} asked={onThese} definition={definition} />
        </div>
      ) : error ? (
        <ProblemPanel error={error} retry={() => void figure.refetch()} />
      ) : (
        <Loading label="Loading the figure" blocks={[220, 160, 260]} />
      )}
    </div>
  );
}

function Shown({
  figure,
  asked,
  definition,
}: {
  figure: MetricAnswer;
  asked: FigureQuery;
  definition: MetricDefinition | undefined;
}) {
  const mayOpen = useMayOpen(asked.scope);
  return (
    <>
      <section className="panel figure-panel" aria-labelledby="figure-heading">
        <h2 id="figure-heading" className="figure-scope">
          <ScopeName scope={figure.scope} />
          <span className="quiet">
            <Period figure={figure} />
          </span>
        </h2>
        <Figure figure={figure} definition={definition} />
      </section>
      {asked.knownOn === undefined || mayOpen !== true ? null : (
        <Changes figure={figure} asked={asked} since={asked.knownOn} definition={definition} />
      )}
      {scopeParts(asked.scope)?.kind === 'batch' ? null : (
        <OverTime figure={figure} asked={asked} definition={definition} />
      )}
      <FigureParts figure={figure} />
      <Reckoning figure={figure} definition={definition} />
      <MassBehind asked={asked} definition={definition} />
      {mayOpen === undefined ? (
        <Loading label="Loading the evidence" blocks={[60, 60, 60]} />
      ) : mayOpen ? (
        // A new question starts again at its first page of evidence.
        <Evidence key={JSON.stringify(asked)} figure={figure} asked={asked} definition={definition} />
      ) : (
        <NoEvidence />
      )}
      <Pitfalls definition={definition} />
    </>
  );
}

/** Whether who looks may see the batches and events behind the figures of a scope; undefined: not known who looks. */
function useMayOpen(scope: string): boolean | undefined {
  const parts = scopeParts(scope);
  const kitchenId = parts !== null && 'kitchenId' in parts ? parts.kitchenId : undefined;
  const several = parts?.kind === 'kitchens' ? parts.kitchenIds : null;
  const session = useSession().data;
  const mayOpenKitchen = useMay('kitchen.see', kitchenId);
  const mayOpenAll = useMayWithAll('fleet.see');
  if (session === undefined) return undefined;
  if (several !== null) return several.every((id) => mayIn(session, 'kitchen.see', id));
  return kitchenId === undefined ? mayOpenAll : mayOpenKitchen;
}

function NoEvidence() {
  return (
    <section aria-labelledby="evidence-heading">
      <h2 id="evidence-heading">Evidence</h2>
      <p>
        Every figure is the sum of batches and events. Those of all kitchens are shown to staff, those of one
        kitchen to its own people and its sponsors: <Link to="/permissions">who may do what</Link>. The
        formula above is for everybody.
      </p>
    </section>
  );
}

function Period({ figure: { from, to, knownOn } }: { figure: MetricAnswer }) {
  const format = useFormat();
  // The moment of opening: whether a year is worth a word does not change while one reads.
  const [openedMs] = useState(Date.now);
  const day = (iso: string) => format.dayAndYear(iso, openedMs);
  const words =
    from === null && to === null
      ? 'all time'
      : from === null
        ? `up to ${day(to ?? '')}`
        : to === null
          ? `since ${day(from)}`
          : from === to
            ? day(from)
            : `${day(from)} to ${day(to)}`;
  return (
    <>
      {words}
      {knownOn === null
        ? ''
        : `, as it was known on ${format.instant(Date.parse(knownOn), 'UTC', 'full')} UTC`}
    </>
  );
}

function Pitfalls({ definition }: { definition: MetricDefinition | undefined }) {
  if (!definition || definition.pitfalls.length === 0) return null;
  return (
    <section aria-labelledby="pitfalls-heading">
      <h2 id="pitfalls-heading">How this number misleads</h2>
      <ul className="plain-list">
        {definition.pitfalls.map((pitfall) => (
          <li key={pitfall}>{pitfall}</li>
        ))}
      </ul>
      <p>
        <Link to={methodPath(definition.id)}>Sources and a worked example</Link>
      </p>
    </section>
  );
}
