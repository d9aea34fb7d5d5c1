import type { StoredEvent } from '@bakeloop/contracts';
import { useFormat, type Format } from '@bakeloop/ui';
import { Link } from 'react-router';
import { eventPath } from '../../data/addresses.js';
import { eventWords } from '../../data/event-words.js';

/** Every event behind a batch, oldest first. What was corrected stays readable, struck through, with the reason. */
export function Timeline({ events, timeZone }: { events: StoredEvent[]; timeZone: string }) {
  const byId = new Map(events.map((event) => [event.id, event]));
  const format = useFormat();
  const dayOf = (event: StoredEvent | undefined) =>
    event ? format.instant(Date.parse(event.time), timeZone, 'day') : '';
  return (
    <section aria-labelledby="timeline-heading">
      <h2 id="timeline-heading">Timeline</h2>
      {events.length === 0 ? <p className="quiet">No event is stored for this batch.</p> : null}
      <ol className="timeline">
        {events.map((event, index) => (
          <li key={event.id} className={event.struckBy ? 'event event-struck' : 'event'}>
            {dayOf(event) === dayOf(events[index - 1]) ? null : <p className="event-day">{dayOf(event)}</p>}
            <Event
              event={event}
              striker={event.struckBy ? byId.get(event.struckBy) : undefined}
              named={byWhom(event) !== byWhom(events[index - 1]) || dayOf(event) !== dayOf(events[index - 1])}
              timeZone={timeZone}
              format={format}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

function byWhom(event: StoredEvent | undefined): string {
  if (!event) return '';
  return `${event.actor ?? 'nobody named'}, ${event.source === 'http' ? 'from a phone' : 'from the kitchen'}`;
}

interface EventProps {
  event: StoredEvent;
  striker: StoredEvent | undefined;
  /** Who logged it is said once for a run of entries. */
  named: boolean;
  timeZone: string;
  format: Format;
}

function Event({ event, striker, named, timeZone, format }: EventProps) {
  const { title, detail } = eventWords(event, format);
  const what = (
    <>
      <Link to={eventPath(event.id)}>{title}</Link> {detail}
    </>
  );
  return (
    <div className="event-line">
      <time dateTime={event.time}>{format.instant(Date.parse(event.time), timeZone, 'time')}</time>
      <div>
        <p>{event.struckBy ? <del>{what}</del> : what}</p>
        {event.struckBy ? (
          <p className="event-note">
            {striker?.type === 'event.voided' ? 'Cancelled' : 'Corrected'}
            {striker?.reason ? `: ${striker.reason}` : ' by a later entry'}
          </p>
        ) : null}
        {event.supersedes && event.type !== 'event.voided' ? (
          <p className="event-note">Corrects an earlier entry{event.reason ? `: ${event.reason}` : ''}</p>
        ) : null}
        {event.late ? (
          <p className="event-note event-late">
            Late: arrived {format.instant(Date.parse(event.receivedAt), timeZone)},{' '}
            {format.duration(Date.parse(event.receivedAt) - Date.parse(event.time))} after it happened
          </p>
        ) : null}
        {named ? <p className="quiet">{byWhom(event)}</p> : null}
      </div>
    </div>
  );
}
