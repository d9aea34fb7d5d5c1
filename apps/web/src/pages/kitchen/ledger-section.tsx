import { figureRoutes, pageRoutes } from '@bakeloop/contracts';
import { call, tableHref } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { metricPath, onDays, readDays, writeDays } from '../../data/addresses.js';
import { useMethod } from '../../data/use-figures.js';
import { useToday } from '../../data/use-today.js';
import { Figures } from '../../parts/figures.js';
import { FlowFlags } from '../../parts/flow-flags.js';
import { Flows } from '../../parts/flows.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { PeriodChoice, type DayPeriod } from '../../parts/period-choice.js';
import { TableLink } from '../../parts/table-link.js';
import { Balance } from './balance.js';
import { callConsole } from '../../data/call-console.js';

const AGAIN_MS = 60_000;

/** What the kitchen's ledger says of a run of days: the balance of its mass, the flows, and every figure. */
export function LedgerSection({ kitchenId }: { kitchenId: string }) {
  const [search, setSearch] = useSearchParams();
  const asked = readDays(search);
  const today = useToday(`kitchen:${kitchenId}`);
  const period = onDays(asked, today);
  return (
    <>
      <section aria-labelledby="ledger-heading">
        <div className="section-head ledger-head">
          <h2 id="ledger-heading">The ledger</h2>
          <PeriodChoice
            period={asked}
            today={today}
            onChange={(next) => {
              setSearch(writeDays(search, next), { replace: true, preventScrollReset: true });
            }}
          />
        </div>
        <BalancePanel kitchenId={kitchenId} period={period} />
        <FlowsPanel kitchenId={kitchenId} period={period} />
      </section>
      <FiguresSection kitchenId={kitchenId} period={period} />
    </>
  );
}

interface PanelProps {
  kitchenId: string;
  period: DayPeriod;
}

function BalancePanel({ kitchenId, period }: PanelProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['balance', kitchenId, period],
    queryFn: ({ signal }) => callConsole('balance', { params: { kitchenId }, query: period }, { signal }),
    refetchInterval: AGAIN_MS,
  });
  return (
    <div className="panel ledger-panel">
      <h3>Mass balance</h3>
      {data ? (
        <>
          <Balance balance={data} />
          <TableLink
            href={tableHref(figureRoutes.balance, { params: { kitchenId }, query: { ...period } })}
          />
        </>
      ) : error ? (
        <ProblemPanel error={error} retry={() => void refetch()} />
      ) : (
        <Loading label="Loading the balance" blocks={[180]} />
      )}
    </div>
  );
}

function FlowsPanel({ kitchenId, period }: PanelProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['flows', kitchenId, period],
    queryFn: ({ signal }) =>
      call('flows', { query: { scope: `kitchen:${kitchenId}`, ...period } }, { signal }),
    refetchInterval: AGAIN_MS,
  });
  return (
    <div className="panel ledger-panel">
      <h3>From deliveries to products</h3>
      {data ? (
        data.nodes.length === 0 ? (
          <p className="quiet">Nothing was weighed in these days.</p>
        ) : (
          <>
            <FlowFlags flags={data.flags} />
            <Flows
              flows={data}
              href={tableHref(pageRoutes.flows, { query: { scope: `kitchen:${kitchenId}`, ...period } })}
              label="Flows of mass through this kitchen"
              kitchenId={kitchenId}
            />
          </>
        )
      ) : error ? (
        <ProblemPanel error={error} retry={() => void refetch()} />
      ) : (
        <Loading label="Loading the flows" blocks={[260]} />
      )}
    </div>
  );
}

function FiguresSection({ kitchenId, period }: PanelProps) {
  const scope = `kitchen:${kitchenId}`;
  const method = useMethod();
  const figures = useQuery({
    queryKey: ['metrics', scope, period],
    queryFn: ({ signal }) => call('metrics', { query: { scope, ...period } }, { signal }),
    refetchInterval: AGAIN_MS,
  });
  const groups = new Map(method.data?.metrics.map(({ id, group }) => [id, group]));
  const lines = (figures.data?.items ?? []).flatMap((figure) => {
    const group = groups.get(figure.metric);
    return group ? [{ ...figure, id: figure.metric, group }] : [];
  });
  const error = figures.error ?? method.error;
  return (
    <section aria-labelledby="figures-heading">
      <h2 id="figures-heading">Figures</h2>
      {figures.data && method.data ? (
        lines.length === 0 ? (
          <EmptyPanel title="No figure yet">Figures come with the first delivery or batch.</EmptyPanel>
        ) : (
          <>
            <Figures figures={lines} pathOf={(id) => metricPath(id, { scope, ...period })} />
            <TableLink href={tableHref(pageRoutes.metrics, { query: { scope, ...period } })} />
          </>
        )
      ) : error ? (
        <ProblemPanel
          error={error}
          retry={() => {
            void figures.refetch();
            void method.refetch();
          }}
        />
      ) : (
        <Loading label="Loading the figures" blocks={[320]} />
      )}
    </section>
  );
}
