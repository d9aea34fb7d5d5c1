import type { BatchDetail, EventDetail } from '@bakeloop/contracts';
import { call, useFormat } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { batchPath, eventPath, kitchenPath, lotPath, readingsPath } from '../../data/addresses.js';
import { eventTitle, eventWords, lotsOf } from '../../data/event-words.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { useTitle } from '../../parts/use-title.js';
import { isNotFound, NotFoundPage } from '../not-found-page.js';
import { PhotosOf } from '../photos/photo-figures.js';
import './event.css';
import { callConsole } from '../../data/call-console.js';

/** One event of a kitchen's log: what it says, how it came, what corrected it, and the message itself. */
export function EventPage() {
  const { eventId = '' } = useParams();
  const event = useQuery({
    queryKey: ['event', eventId],
    queryFn: ({ signal }) => callConsole('event', { params: { eventId } }, { signal }),
  });
  useTitle(event.data ? eventTitle(event.data.type) : 'Event');
  const { error } = event;
  if (!event.data && isNotFound(error)) {
    return <NotFoundPage what="event" />;
  }
  return (
    <div className="page">
      {event.data ? (
        <Event event={event.data} />
      ) : error ? (
        <ProblemPanel error={error} retry={() => void event.refetch()} />
      ) : (
        <Loading label="Loading the event" blocks={[64, 260, 260]} />
      )}
    </div>
  );
}

function Event({ event }: { event: EventDetail }) {
  const format = useFormat();
  const { kitchenId, batchId } = event;
  const kitchen = useQuery({
    queryKey: ['kitchen', kitchenId],
    queryFn: ({ signal }) => call('kitchen', { params: { kitchenId } }, { signal }),
    staleTime: 60_000,
  });
  const timeZone = kitchen.data?.timeZone ?? 'UTC';
  const happenedMs = Date.parse(event.time);
  const receivedMs = Date.parse(event.receivedAt);
  const words = eventWords(event, format);
  const lots = lotsOf(event);
  const time = (ms: number) => format.instant(ms, timeZone, 'full');
  return (
    <>
      <p className="crumb">
        <Link to="/fleet">Fleet</Link> <span aria-hidden>/</span>{' '}
        <Link to={kitchenPath(kitchenId)}>{kitchen.data?.name ?? kitchenId}</Link>
        {batchId === null ? null : (
          <>
            {' '}
            <span aria-hidden>/</span> <Link to={batchPath(kitchenId, batchId)}>{batchId}</Link>
          </>
        )}
      </p>
      <h1>{words.title}</h1>
      <p className="lead">{words.detail}</p>
      {event.struckBy ? (
        <p className="event-struck-note">
          This event no longer counts: <Link to={eventPath(event.struckBy)}>a later one</Link> corrected or
          cancelled it. What it said stays readable here.
        </p>
      ) : null}
      <section className="panel" aria-label="How it came">
        <dl className="event-facts">
          <Fact name="Happened">
            {time(happenedMs)} <span className="quiet">as the device wrote it: {event.time}</span>
          </Fact>
          <Fact name="Received">
            {time(receivedMs)}
            <span className={event.late ? 'event-late' : 'quiet'}>
              {' '}
              {event.late ? 'late, ' : ''}
              {receivedMs >= happenedMs
                ? `${format.duration(receivedMs - happenedMs)} after it happened`
                : `${format.duration(happenedMs - receivedMs)} before its own time: the device’s clock is ahead`}
            </span>
          </Fact>
          <Fact name="Logged by">
            {event.actor ?? 'nobody named'}
            <span className="quiet">, {event.source === 'http' ? 'from a phone' : 'from the kitchen'}</span>
          </Fact>
          {batchId === null ? null : (
            <Fact name="Batch">
              <Link to={batchPath(kitchenId, batchId)}>{batchId}</Link>
            </Fact>
          )}
          {lots.length > 0 ? (
            <Fact name={lots.length === 1 ? 'Lot' : 'Lots'}>
              {lots.map((lotId, index) => (
                <span key={lotId}>
                  {index === 0 ? '' : ', '}
                  <Link to={lotPath(kitchenId, lotId)}>{lotId}</Link>
                </span>
              ))}
            </Fact>
          ) : null}
          {event.supersedes ? (
            <Fact name="Corrects">
              <Link to={eventPath(event.supersedes)}>an earlier event</Link>
            </Fact>
          ) : null}
          {event.reason ? <Fact name="Reason">{event.reason}</Fact> : null}
          <Fact name="Readings">
            <Readings event={event} />
          </Fact>
          <Fact name="Id">
            <code>{event.id}</code>
          </Fact>
          <Fact name="Content hash (SHA-256)">
            <code>{event.contentHash}</code>
          </Fact>
        </dl>
      </section>
      <PhotosOf kitchenId={kitchenId} of={{ eventId: event.id }} timeZone={timeZone} />
      <section aria-labelledby="raw-heading">
        <h2 id="raw-heading">As it came</h2>
        <p className="quiet">
          Who delivered, from where, and what was paid is not shown: it protects people. The hash above is of
          the whole message.
        </p>
        <pre className="report" tabIndex={0} aria-label="The message as it came">
          {JSON.stringify(event.raw, null, 2)}
        </pre>
      </section>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const AROUND_MS = 30 * 60_000;

/** The kitchen's own readings over the batch, or around the event. */
function Readings({ event: { kitchenId, batchId, time } }: { event: EventDetail }) {
  const batch = useQuery({
    queryKey: ['batch', kitchenId, batchId],
    queryFn: ({ signal }) => call('batch', { params: { kitchenId, batchId: batchId ?? '' } }, { signal }),
    enabled: batchId !== null,
    staleTime: 60_000,
  });
  const stretch = batch.data ? stretchOf(batch.data) : null;
  const atMs = Date.parse(time);
  return stretch ? (
    <Link to={readingsPath(kitchenId, stretch.fromMs, stretch.toMs)}>
      what the sensors measured over the batch
    </Link>
  ) : (
    <Link to={readingsPath(kitchenId, atMs - AROUND_MS, atMs + AROUND_MS)}>
      what the sensors measured around then
    </Link>
  );
}

function stretchOf({ startedAt, finishedAt }: BatchDetail): { fromMs: number; toMs: number } | null {
  if (startedAt === null) return null;
  const fromMs = Date.parse(startedAt);
  const toMs = finishedAt === null ? Date.now() : Date.parse(finishedAt);
  return toMs > fromMs ? { fromMs, toMs } : null;
}
