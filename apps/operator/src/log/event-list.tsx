import { resolveEvents, type KitchenEvent } from '@bakeloop/domain';
import { CircleAlert, CircleCheck, CircleX, Smartphone } from 'lucide-react';
import { describeEvent } from '../describe.js';
import { clock, t } from '../language/language.js';
import { go } from '../route.js';
import { factsOf, type Entry } from './entries.js';
import { useLog } from './use-log.js';
import { Tap } from '../parts/tap.js';

const STATES = {
  waiting: { say: 'log.stateWaiting', Icon: Smartphone },
  stored: { say: 'log.stateStored', Icon: CircleCheck },
  refused: { say: 'log.stateRefused', Icon: CircleAlert },
  struck: { say: 'log.stateStruck', Icon: CircleX },
  corrected: { say: 'log.stateCorrected', Icon: CircleX },
} as const;

/**
 * Logged events; a tap opens one to look at or cancel it.
 * @param struckBy of all that is known of them; by default what this phone itself cancelled
 */
export function EventList({
  kitchenId,
  events,
  struckBy,
}: {
  kitchenId: string;
  events: readonly KitchenEvent[];
  struckBy?: ReadonlyMap<string, string>;
}) {
  const { entries } = useLog();
  const own = new Map<string, Entry>(entries.map((entry) => [entry.event.id, entry]));
  const facts = factsOf(entries);
  const struck = struckBy ?? resolveEvents(facts).struckBy;
  const shown = events.filter((event) => event.type !== 'event.voided');
  if (shown.length === 0) return <p className="lead">{t('app.nothing')}</p>;
  return (
    <ul className="events">
      {shown.map((event) => {
        // What this phone did not log came from the server, so it is stored.
        const by = struck.get(event.id);
        const replaced =
          by !== undefined &&
          [...events, ...facts].some(({ id, type }) => id === by && type !== 'event.voided');
        const state = replaced
          ? 'corrected'
          : by !== undefined
            ? 'struck'
            : (own.get(event.id)?.state.kind ?? 'stored');
        const { say, Icon } = STATES[state];
        return (
          <li key={event.id} data-state={state}>
            <Tap
              onClick={() =>
                go({
                  page: 'entry',
                  event: event.id,
                  batch: event.batchId ?? null,
                  kitchen: own.get(event.id)?.kitchenId ?? kitchenId,
                })
              }
            >
              <span className="event-text">{describeEvent(event)}</span>
              <span className="event-when">
                <time dateTime={event.time}>{clock(event.time)}</time>
                <Icon aria-hidden /> {t(say)}
              </span>
            </Tap>
          </li>
        );
      })}
    </ul>
  );
}
