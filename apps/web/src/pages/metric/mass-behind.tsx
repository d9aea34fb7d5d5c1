import { pageRoutes, type MetricDefinition } from '@bakeloop/contracts';
import { call, tableHref } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import type { FigureQuery } from '../../data/addresses.js';
import { FlowFlags } from '../../parts/flow-flags.js';
import { Flows } from '../../parts/flows.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';

/** Groups whose figures rest on weighed mass; hours and meters flow nowhere. */
const OF_MASS: readonly MetricDefinition['group'][] = [
  'mass',
  'recycled-content',
  'circularity',
  'greenhouse-gases',
  'diversion',
];

/** From which deliveries to which products the mass behind a figure went, in its scope and its days. */
export function MassBehind({
  asked: { scope, from, to, knownOn },
  definition,
}: {
  asked: FigureQuery;
  definition: MetricDefinition | undefined;
}) {
  const rests = definition !== undefined && OF_MASS.includes(definition.group);
  const query = { scope, from, to };
  const { data, error, refetch } = useQuery({
    queryKey: ['flows', scope, from, to],
    queryFn: ({ signal }) => call('flows', { query }, { signal }),
    enabled: rests,
  });
  if (!rests || data?.links.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="mass-heading">
      <h2 id="mass-heading">The mass behind it</h2>
      {knownOn === undefined ? null : <p className="quiet">As it is known now.</p>}
      {data ? (
        <>
          <FlowFlags flags={data.flags} />
          <Flows
            flows={data}
            href={tableHref(pageRoutes.flows, { query })}
            label="Flows of mass behind this figure"
          />
        </>
      ) : error ? (
        <ProblemPanel error={error} retry={() => void refetch()} />
      ) : (
        <Loading label="Loading the flows" blocks={[260]} />
      )}
    </section>
  );
}
