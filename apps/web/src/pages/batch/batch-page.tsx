import {
  figureRoutes,
  pageRoutes,
  tableRoutes,
  type BatchDetail,
  type KitchenDetail,
} from '@bakeloop/contracts';
import { call, fileHref, readableChannel, tableHref, useFormat, useNow, UNKNOWN } from '@bakeloop/ui';
import { BalanceLedger } from '@bakeloop/ui/charts';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { kitchenPath, lotPath, machinePath, metricPath, readingsPath } from '../../data/addresses.js';
import { lotsOf } from '../../data/event-words.js';
import { useProductName } from '../../data/use-names.js';
import { useMay } from '../../data/use-session.js';
import { Afterwards } from '../../parts/afterwards.js';
import { statusWord } from '../../parts/batch-table.js';
import { Figures } from '../../parts/figures.js';
import { FlowFlags } from '../../parts/flow-flags.js';
import { Flows } from '../../parts/flows.js';
import { Loading, ProblemPanel, StaleNote } from '../../parts/notices.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { ChartsSection } from '../../parts/charts/charts-section.js';
import { isNotFound, NotFoundPage } from '../not-found-page.js';
import { PhotosOf } from '../photos/photo-figures.js';
import { StageStrip } from './stage-strip.js';
import { Timeline } from './timeline.js';
import './batch.css';
import { callConsole } from '../../data/call-console.js';

const READ_AGAIN_MS = 5_000;
const READ_FINISHED_AGAIN_MS = 60_000;
const RUNNING_STEP_MS = 60_000;
/** What is shown before and after a batch, as a share of it: how it heated up and cooled down. */
const EDGE = 0.05;

/** Everything about one batch, down to the facts. */
export function BatchPage() {
  const { kitchenId = '', batchId = '' } = useParams();
  useTitle(batchId);
  const batch = useQuery({
    queryKey: ['batch', kitchenId, batchId],
    queryFn: ({ signal }) => call('batch', { params: { kitchenId, batchId } }, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.status === 'finished' ? READ_FINISHED_AGAIN_MS : READ_AGAIN_MS,
  });
  const kitchen = useQuery({
    queryKey: ['kitchen', kitchenId],
    queryFn: ({ signal }) => call('kitchen', { params: { kitchenId } }, { signal }),
    staleTime: READ_FINISHED_AGAIN_MS,
  });
  const { error } = batch;
  if (!batch.data && isNotFound(error)) {
    return <NotFoundPage what="batch" />;
  }
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/fleet">Fleet</Link> <span aria-hidden>/</span>{' '}
        <Link to={kitchenPath(kitchenId)}>{kitchen.data?.name ?? kitchenId}</Link>
      </p>
      {batch.data ? (
        <>
          <StaleNote
            freshness={error ? { kind: 'stale', sinceMs: batch.dataUpdatedAt } : { kind: 'polling' }}
            error={error}
            retry={() => void batch.refetch()}
          />
          <Batch batch={batch.data} kitchen={kitchen.data ?? null} />
        </>
      ) : error ? (
        <ProblemPanel error={error} retry={() => void batch.refetch()} />
      ) : (
        <Loading label="Loading the batch" blocks={[64, 96, 380, 160]} />
      )}
    </div>
  );
}

function Batch({ batch, kitchen }: { batch: BatchDetail; kitchen: KitchenDetail | null }) {
  const format = useFormat();
  const productName = useProductName();
  /** What is called `Product beam-2m` by its code. */
  const named = (output: BatchDetail['balance']['outputs'][number]) => ({
    ...output,
    label: output.label.replace(/^Product (.+)$/, (_, code: string) => productName(code)),
  });
  const timeZone = kitchen?.timeZone ?? 'UTC';
  const time = (iso: string) => format.instant(Date.parse(iso), timeZone, 'full');
  const { kitchenId, batchId } = batch;
  const scope = `batch:${kitchenId}/${batchId}`;
  const finished = batch.status === 'finished';
  const closure = batch.metrics.find(({ id }) => id === 'mass-balance-closure');
  const spread = closure?.range ? (closure.range.high - closure.range.low) / 2 : null;
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{batch.batchId}</h1>
          <p className="quiet">
            {batch.productCode === null ? 'no product named' : productName(batch.productCode)}
            {batch.recipeId
              ? ` · recipe ${batch.recipeId} version ${String(batch.recipeVersion ?? UNKNOWN)}`
              : ''}
            {batch.machine ? (
              <>
                {' · '}
                <Link to={machinePath(batch.kitchenId, batch.machine)}>{batch.machine}</Link>
              </>
            ) : null}
          </p>
          <p className="quiet">
            {batch.startedAt ? `Started ${time(batch.startedAt)}` : 'Start not known yet'}
            {batch.finishedAt ? `, finished ${time(batch.finishedAt)}` : ''} · times of{' '}
            {timeZone.replace(/_/g, ' ')}
            {batch.startedAt ? (
              <>
                {' · '}
                <Link
                  to={readingsPath(
                    batch.kitchenId,
                    Date.parse(batch.startedAt),
                    batch.finishedAt === null ? Date.now() : Date.parse(batch.finishedAt),
                  )}
                >
                  readings of these hours
                </Link>
              </>
            ) : null}
          </p>
        </div>
        <span className={`status status-${batch.status}`}>{statusWord(batch.status)}</span>
      </div>

      <FlowFlags flags={batch.flags} />

      <section className="panel" aria-label="In short">
        <dl className="figures">
          <div>
            <dt>Fed in</dt>
            <dd>{format.mass(batch.feedGrams)}</dd>
          </div>
          <div>
            <dt>Good product</dt>
            <dd>
              {batch.goodGrams === 0 && !finished ? UNKNOWN : format.mass(batch.goodGrams)}
              {batch.goodPieces === null ? null : <small> {format.count(batch.goodPieces, 'piece')}</small>}
            </dd>
          </div>
          <div>
            <dt>Plastic diverted</dt>
            <dd className="strong">
              {batch.recycledGrams === null ? UNKNOWN : format.mass(batch.recycledGrams)}
            </dd>
          </div>
          <div>
            <dt>Closure</dt>
            <dd>
              {batch.closure === null || !finished ? (
                UNKNOWN
              ) : (
                <>
                  {format.signedPercent(batch.closure)}
                  {spread === null ? null : <small> ± {format.percent(spread)} (95&nbsp;%)</small>}
                </>
              )}
            </dd>
          </div>
        </dl>
      </section>

      <section aria-labelledby="balance-heading" className="panel">
        <h2 id="balance-heading">Where every kilogram went</h2>
        <BalanceIntro batch={batch} />
        <BalanceLedger
          balance={{ ...batch.balance, outputs: batch.balance.outputs.map(named) }}
          running={batch.status === 'running'}
        />
        <TableLink href={fileHref(tableRoutes.batchBalanceTable, { params: { kitchenId, batchId } })} />
      </section>
      <Lineage batch={batch} />

      <Afterwards>
        <StageStrip batch={batch} timeZone={timeZone} />
        <Readings batch={batch} timeZone={timeZone} />
        <section aria-labelledby="figures-heading">
          <h2 id="figures-heading">Figures</h2>
          <Figures figures={batch.metrics} pathOf={(id) => metricPath(id, { scope })} />
          <TableLink href={tableHref(pageRoutes.metrics, { query: { scope } })} />
        </section>
        <PhotosOf kitchenId={batch.kitchenId} of={{ batchId: batch.batchId }} timeZone={timeZone} />
        <Timeline events={batch.events} timeZone={timeZone} />
      </Afterwards>
    </>
  );
}

/** The readings of its machines while it ran, with the limits of its recipe. */
function Readings({ batch, timeZone }: { batch: BatchDetail; timeZone: string }) {
  const { kitchenId, batchId, startedAt, finishedAt } = batch;
  const mayWatch = useMay('kitchen.watch', kitchenId);
  const now = useNow(RUNNING_STEP_MS);
  const channels = useQuery({
    queryKey: ['channels', kitchenId],
    queryFn: ({ signal }) => call('channels', { params: { kitchenId } }, { signal }),
    enabled: mayWatch,
    staleTime: READ_FINISHED_AGAIN_MS,
  });
  if (startedAt === null || !channels.data) return null;
  const machines = new Set(
    batch.events.flatMap(({ data }) => (typeof data['machine'] === 'string' ? [data['machine']] : [])),
  );
  const fromMs = Date.parse(startedAt);
  // In steps, or a running batch would ask for another time with every second.
  const toMs = finishedAt === null ? now + RUNNING_STEP_MS : Date.parse(finishedAt);
  const edgeMs = Math.max(60_000, (toMs - fromMs) * EDGE);
  return (
    <ChartsSection
      kitchen={{ id: kitchenId, timeZone }}
      channels={channels.data.items
        .map(readableChannel)
        .filter(({ channel }) => machines.has(channel.split('/')[0] ?? ''))}
      batchId={batchId}
      range={{ kind: 'fixed', fromMs: fromMs - edgeMs, toMs: toMs + (finishedAt === null ? 0 : edgeMs) }}
      heading="While it ran"
    />
  );
}

/** Every lot the batch came from or went into, to be followed. */
function Lots({ batch }: { batch: BatchDetail }) {
  const lots = [...new Set([...(batch.balance.intake?.lots ?? []), ...batch.events.flatMap(lotsOf)])];
  if (lots.length === 0) return null;
  return (
    <>
      <h3>{lots.length === 1 ? 'Its lot' : 'Its lots'}</h3>
      <ul className="lot-links">
        {lots.map((lotId) => (
          <li key={lotId}>
            <Link to={lotPath(batch.kitchenId, lotId)}>{lotId}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** From which deliveries it came and where its products went: the ledger above, seen as lots. */
function Lineage({ batch }: { batch: BatchDetail }) {
  const { kitchenId, batchId, events } = batch;
  const { data } = useQuery({
    // Every event of the batch may change it.
    queryKey: ['batch-lineage', kitchenId, batchId, events.length],
    queryFn: ({ signal }) => callConsole('batchLineage', { params: { kitchenId, batchId } }, { signal }),
    placeholderData: (before) => before,
  });
  if (!data || data.nodes.length === 0) return null;
  return (
    <section aria-labelledby="lineage-heading" className="panel">
      <h2 id="lineage-heading">From delivery to product</h2>
      <FlowFlags flags={data.flags} />
      <Flows
        flows={data}
        href={tableHref(figureRoutes.batchLineage, { params: { kitchenId, batchId } })}
        label={`Flows of mass through batch ${batchId}`}
        kitchenId={kitchenId}
        focusId={data.nodes.find((node) => node.batchId === batchId && node.kind === 'batch')?.id}
      />
      <Lots batch={batch} />
    </section>
  );
}

function BalanceIntro({ batch: { balance, status } }: { batch: BatchDetail }) {
  const format = useFormat();
  const open = balance.unaccountedGrams;
  return (
    <p className="quiet">
      {balance.intake === null
        ? 'A lot in this batch is not traced to a delivery, so the picture begins at the feed. '
        : balance.intake.lots.length === 0
          ? 'No delivery is behind it. '
          : `Its share of ${balance.intake.lots.length === 1 ? 'one delivered lot' : `${format.number(balance.intake.lots.length)} delivered lots`}. `}
      {status === 'running'
        ? 'The batch still runs: what has not come out yet is grey.'
        : open < 0
          ? 'More was weighed out than fed in: a scale or an entry is wrong.'
          : open > 0
            ? 'What the scales did not find again is hatched.'
            : 'Everything fed in was found again.'}
    </p>
  );
}
