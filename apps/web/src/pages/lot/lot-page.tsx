import { figureRoutes, type FlowsAnswer } from '@bakeloop/contracts';
import { call, reachable, tableHref, useFormat } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { kitchenPath } from '../../data/addresses.js';
import { FlowFlags } from '../../parts/flow-flags.js';
import { Flows } from '../../parts/flows.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { useTitle } from '../../parts/use-title.js';
import { isNotFound, NotFoundPage } from '../not-found-page.js';
import { callConsole } from '../../data/call-console.js';

/** One lot: which deliveries it came from, and which batches, walls and bins it went into. */
export function LotPage() {
  const { kitchenId = '', lotId = '' } = useParams();
  useTitle(lotId);
  const lineage = useQuery({
    queryKey: ['lot-lineage', kitchenId, lotId],
    queryFn: ({ signal }) => callConsole('lotLineage', { params: { kitchenId, lotId } }, { signal }),
  });
  const kitchen = useQuery({
    queryKey: ['kitchen', kitchenId],
    queryFn: ({ signal }) => call('kitchen', { params: { kitchenId } }, { signal }),
    staleTime: 60_000,
  });
  const { data, error } = lineage;
  if (!data && isNotFound(error)) {
    return <NotFoundPage what="lot" />;
  }
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/fleet">Fleet</Link> <span aria-hidden>/</span>{' '}
        <Link to={kitchenPath(kitchenId)}>{kitchen.data?.name ?? kitchenId}</Link>
      </p>
      <h1>{lotId}</h1>
      {data ? (
        <Lot lotId={lotId} kitchenId={kitchenId} lineage={data} />
      ) : error ? (
        <ProblemPanel error={error} retry={() => void lineage.refetch()} />
      ) : (
        <Loading label="Loading the lot" blocks={[300]} />
      )}
    </div>
  );
}

function Lot({ lotId, kitchenId, lineage }: { lotId: string; kitchenId: string; lineage: FlowsAnswer }) {
  const format = useFormat();
  // Deliveries into a lot and dispatches from it name it as well, but have an event of their own.
  const self = lineage.nodes.find((node) => node.lotId === lotId && node.eventId === null);
  const stock = new Set(lineage.nodes.flatMap(({ id, kind }) => (kind === 'stock' ? [id] : [])));
  const sum = (links: FlowsAnswer['links']) => links.reduce((total, { grams }) => total + grams, 0);
  const out = lineage.links.filter(({ from }) => from === self?.id);
  const behind = self ? reachable(lineage.links, self.id) : new Set<string>();
  const deliveries = lineage.nodes.filter(({ kind }) => kind === 'delivery').length;
  // A batch that made this lot, or own scrap in it, is no batch it went into.
  const batches = lineage.nodes.filter(({ id, kind }) => kind === 'batch' && behind.has(id)).length;
  return (
    <>
      <p className="quiet">
        A lot of this kitchen. Mass is followed by share: what is taken from a lot carries every delivery in
        it in the same proportion.
      </p>
      <FlowFlags flags={lineage.flags} />
      {self ? (
        <section className="panel" aria-label="In short">
          <dl className="figures">
            <div>
              <dt>Put in</dt>
              <dd>{format.kilograms(sum(lineage.links.filter(({ to }) => to === self.id)))}</dd>
            </div>
            <div>
              <dt>Taken out</dt>
              <dd>{format.kilograms(sum(out.filter(({ to }) => !stock.has(to))))}</dd>
            </div>
            <div>
              <dt>Still in stock</dt>
              <dd>{format.kilograms(sum(out.filter(({ to }) => stock.has(to))))}</dd>
            </div>
            <div>
              <dt>Deliveries behind it</dt>
              <dd>{format.number(deliveries)}</dd>
            </div>
            <div>
              <dt>Batches it went into</dt>
              <dd>{format.number(batches)}</dd>
            </div>
          </dl>
        </section>
      ) : null}
      <section className="panel" aria-labelledby="lineage-heading">
        <h2 id="lineage-heading">Where it came from, where it went</h2>
        {lineage.nodes.length === 0 ? (
          <EmptyPanel title="Nothing is known of this lot yet">
            An event named it; what was put in or taken out may still arrive.
          </EmptyPanel>
        ) : (
          <Flows
            flows={lineage}
            href={tableHref(figureRoutes.lotLineage, { params: { kitchenId, lotId } })}
            label={`Flows of mass through lot ${lotId}`}
            kitchenId={kitchenId}
            focusId={self?.id}
          />
        )}
      </section>
    </>
  );
}
