import { ArrowRight, CircleAlert } from 'lucide-react';
import { describeEvent } from '../describe.js';
import { kg } from '../kg.js';
import { Screen } from '../parts/screen.js';
import { SignInLink } from '../sign-in-page.js';
import { go } from '../route.js';
import { bySaving, type Entry } from './entries.js';
import { EventList } from './event-list.js';
import { useLog } from './use-log.js';
import { statusWords } from './status.js';
import { Tap } from '../parts/tap.js';

const SHOWN = 30;
const WHY: Record<string, string> = {
  schema: 'Something in it is not as the log needs it.',
  unknown_type: 'The server does not know this kind of entry yet.',
  id_reused: 'The server has another entry under the same number.',
  clock_skew: 'The time is wrong: check the clock of this phone.',
};

/** Where everything typed here is: on this phone, stored, or waiting for a person. */
export function LogPage({ kitchenId }: { kitchenId: string }) {
  const { entries, counts, sending, outcome, sendNow } = useLog();
  const newest = [...entries].sort(bySaving).reverse();
  const refused = newest.filter(({ state }) => state.kind === 'refused');
  const waiting = newest.filter(({ state }) => state.kind === 'waiting');
  const stored = newest.filter(({ state }) => state.kind === 'stored').slice(0, SHOWN);
  return (
    <Screen
      title="Your log"
      {...(counts.waiting > 0 ? { action: { label: sending ? 'Sending …' : 'Send now', act: sendNow } } : {})}
    >
      <p className="flow">
        <span data-on={counts.waiting > 0}>
          <strong>{counts.waiting}</strong> on this phone
        </span>
        <ArrowRight aria-label="then" />
        <span>
          <strong>{counts.stored}</strong> stored today
        </span>
      </p>
      <p className="lead" role="status">
        {statusWords(counts, outcome, sending)}
      </p>
      {outcome?.kind === 'signed-out' && <SignInLink />}
      {refused.length > 0 && (
        <section>
          <h2>Needs you</h2>
          {refused.map((entry) => (
            <Refused key={entry.event.id} entry={entry} />
          ))}
        </section>
      )}
      {waiting.length > 0 && (
        <section>
          <h2>On this phone</h2>
          <EventList kitchenId={kitchenId} events={waiting.map(({ event }) => event)} />
        </section>
      )}
      {stored.length > 0 && (
        <section>
          <h2>Stored</h2>
          <EventList kitchenId={kitchenId} events={stored.map(({ event }) => event)} />
        </section>
      )}
    </Screen>
  );
}

function Refused({ entry }: { entry: Entry }) {
  const { discard } = useLog();
  const { event, state } = entry;
  if (state.kind !== 'refused') return null;
  return (
    <article className="card refused">
      <p>
        <CircleAlert aria-hidden /> <strong>{describeEvent(event, kg)}</strong>
      </p>
      <p>{WHY[state.reason] ?? 'The server did not take it.'}</p>
      <p className="detail">{state.detail}</p>
      <div className="others two">
        <Tap
          className="secondary"
          onClick={() =>
            window.confirm('Throw this entry away? It is not stored anywhere else.') && discard(entry)
          }
        >
          Discard
        </Tap>
        <Tap className="secondary strong" onClick={() => go({ page: 'mend', event: event.id })}>
          Correct it
        </Tap>
      </div>
    </article>
  );
}
