import { tableRoutes, type MachineView } from '@bakeloop/contracts';
import { Ago, fileHref, readableChannel, useFormat, UNKNOWN } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { eventPath, kitchenPath, metricPath } from '../../data/addresses.js';
import { eventWords } from '../../data/event-words.js';
import { useKitchen } from '../../data/use-followed.js';
import { useMay } from '../../data/use-session.js';
import { Afterwards } from '../../parts/afterwards.js';
import { BatchTable } from '../../parts/batch-table.js';
import { EmptyPanel, FreshnessMark, Loading, ProblemPanel, StaleNote } from '../../parts/notices.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { ChartsSection } from '../../parts/charts/charts-section.js';
import { LiveValues } from '../../parts/charts/live-values.js';
import { useLiveSeries } from '../../parts/charts/series-query.js';
import { isNotFound, NotFoundPage } from '../not-found-page.js';
import './machine.css';
import { callConsole } from '../../data/call-console.js';

const READ_AGAIN_MS = 30_000;
const HOUR_MS = 3_600_000;

/** One machine: what it reads, how long it ran, what was done to it and how long ago that is in running hours. */
export function MachinePage() {
  const { kitchenId = '', machineId = '' } = useParams();
  useTitle(machineId);
  const { data, freshness, error, retry } = useKitchen(kitchenId, useLiveSeries(kitchenId));
  const machine = useQuery({
    queryKey: ['machine', kitchenId, machineId],
    queryFn: ({ signal }) => callConsole('machine', { params: { kitchenId, machineId } }, { signal }),
    refetchInterval: READ_AGAIN_MS,
  });
  if (isNotFound(machine.error)) return <NotFoundPage what="machine" />;
  if (!data && isNotFound(error)) return <NotFoundPage what="kitchen" />;
  const failed = error ?? machine.error;
  const channels = (data?.channels ?? [])
    .map(readableChannel)
    .filter(({ channel }) => channel.startsWith(`${machineId}/`));
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/fleet">Fleet</Link> <span aria-hidden>/</span>{' '}
        <Link to={kitchenPath(kitchenId)}>{data?.kitchen.name ?? kitchenId}</Link>
      </p>
      {data && machine.data ? (
        <>
          <Head machine={machine.data} />
          <p className="as-of">
            <FreshnessMark freshness={freshness} />
          </p>
          <StaleNote freshness={freshness} error={error} retry={retry} />
          {channels.length > 0 ? (
            <section aria-labelledby="now-heading">
              <h2 id="now-heading">Right now</h2>
              <LiveValues channels={channels} />
            </section>
          ) : null}
          <Upkeep machine={machine.data} />
          <MachineCharts
            kitchenId={kitchenId}
            machineId={machineId}
            timeZone={data.kitchen.timeZone}
            channels={channels}
          />
          <Afterwards>
            <section aria-labelledby="batches-heading">
              <h2 id="batches-heading">Batches on it</h2>
              {machine.data.batches.length === 0 ? (
                <EmptyPanel title="No batch yet">No batch has named this machine.</EmptyPanel>
              ) : (
                <BatchTable batches={machine.data.batches} timeZone={data.kitchen.timeZone} />
              )}
            </section>
            <Events machine={machine.data} timeZone={data.kitchen.timeZone} />
          </Afterwards>
        </>
      ) : failed ? (
        <ProblemPanel
          error={failed}
          retry={() => {
            retry();
            void machine.refetch();
          }}
        />
      ) : (
        <Loading label="Loading the machine" blocks={[60, 130, 160, 260]} />
      )}
    </div>
  );
}

function MachineCharts({
  kitchenId,
  machineId,
  timeZone,
  channels,
}: {
  kitchenId: string;
  machineId: string;
  timeZone: string;
  channels: Parameters<typeof ChartsSection>[0]['channels'];
}) {
  const mayWatch = useMay('kitchen.watch', kitchenId);
  return mayWatch ? (
    <ChartsSection kitchen={{ id: kitchenId, timeZone }} channels={channels} machine={machineId} />
  ) : null;
}

function Head({
  machine: { kitchenId, machine, type, ratedKw, idealKgPerHour, runMs, batchCount },
}: {
  machine: MachineView;
}) {
  const format = useFormat();
  const said = [
    type,
    ratedKw === null ? null : `rated ${format.measured(ratedKw)} kW`,
    idealKgPerHour === null ? null : `${format.measured(idealKgPerHour)} kg/h at best`,
  ].filter((part) => part !== null);
  return (
    <div className="page-head">
      <div className="machine-name">
        <h1>{machine}</h1>
        <p className="quiet">
          {said.length === 0
            ? 'Not in the birth certificate of the kitchen; batches name it'
            : said.join(' · ')}{' '}
          ·{' '}
          <Link to={metricPath('oee', { scope: `machine:${kitchenId}/${machine}` })}>its effectiveness</Link>
        </p>
      </div>
      <p className="machine-run">
        <strong>{format.number(runMs / HOUR_MS, runMs < 100 * HOUR_MS ? 1 : 0)} h</strong>
        <span className="quiet">running, in {format.count(batchCount, 'finished batch')}</span>
      </p>
    </div>
  );
}

/** Counters of upkeep: since when, and after how many running hours. */
function Upkeep({ machine: { kitchenId, machine: machineId, upkeep } }: { machine: MachineView }) {
  const format = useFormat();
  return (
    <section aria-labelledby="upkeep-heading">
      <h2 id="upkeep-heading">Upkeep</h2>
      {upkeep.length === 0 ? (
        <EmptyPanel title="No upkeep logged">
          What is done to it (a filter changed, a screw cleaned) is counted here once somebody logs it on the
          phone.
        </EmptyPanel>
      ) : (
        <>
          <ul className="upkeep">
            {upkeep.map(({ task, count, lastAt, runMsSince }) => (
              <li key={task} className="panel">
                <h3>{task}</h3>
                <p className="upkeep-hours">
                  {format.number(runMsSince / HOUR_MS, 1)} h <small>running since</small>
                </p>
                <p className="quiet">
                  last done <Ago atMs={Date.parse(lastAt)} />,{' '}
                  {count === 1 ? 'once' : `${format.number(count)} times`} in all
                </p>
              </li>
            ))}
          </ul>
          <TableLink href={fileHref(tableRoutes.upkeepTable, { params: { kitchenId, machineId } })} />
        </>
      )}
    </section>
  );
}

function Events({ machine: { events }, timeZone }: { machine: MachineView; timeZone: string }) {
  const format = useFormat();
  if (events.length === 0) return null;
  return (
    <section aria-labelledby="events-heading">
      <h2 id="events-heading">What was done to it</h2>
      <ul className="machine-events">
        {events.map((event) => {
          const { title, detail } = eventWords(event, format);
          const what = (
            <>
              <Link to={eventPath(event.id)}>{title}</Link> {detail}
            </>
          );
          return (
            <li key={event.id}>
              <time dateTime={event.time}>
                {format.instant(Date.parse(event.time), timeZone, 'dateTime')}
              </time>
              <span>{event.struckBy === null ? what : <del>{what}</del>}</span>
              <span className="quiet">{event.actor ?? UNKNOWN}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
