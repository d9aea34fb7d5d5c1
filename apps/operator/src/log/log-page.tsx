import { ArrowRight, CircleAlert } from 'lucide-react';
import { describeEvent } from '../describe.js';
import { clock, t } from '../language/language.js';
import { Screen } from '../parts/screen.js';
import { SignInLink } from '../sign-in-page.js';
import { go } from '../route.js';
import { bySaving, type Entry } from './entries.js';
import { EventList } from './event-list.js';
import { RefusedWhy } from './refused-why.js';
import { useLog } from './use-log.js';
import { statusWords } from './status.js';
import { Tap } from '../parts/tap.js';

const SHOWN = 30;

/** Where everything typed here is: on this phone, stored, or waiting for a person. */
export function LogPage({ kitchenId }: { kitchenId: string }) {
  const { entries, counts, sending, outcome, retryAtMs, roomy, sendNow } = useLog();
  const newest = [...entries].sort(bySaving).reverse();
  const refused = newest.filter(({ state }) => state.kind === 'refused');
  const waiting = newest.filter(({ state }) => state.kind === 'waiting');
  const stored = newest.filter(({ state }) => state.kind === 'stored').slice(0, SHOWN);
  return (
    <Screen
      title={t('log.title')}
      {...(counts.waiting > 0
        ? { action: { label: t(sending ? 'log.sending' : 'log.sendNow'), act: sendNow } }
        : {})}
    >
      <p className="flow">
        <span data-on={counts.waiting > 0}>
          <strong>{counts.waiting}</strong> {t('log.onPhone')}
        </span>
        <ArrowRight aria-label={t('log.then')} />
        <span>
          <strong>{counts.stored}</strong> {t('log.storedToday')}
        </span>
      </p>
      <p className="lead" role="status">
        {statusWords(counts, outcome, sending)}
      </p>
      {counts.waiting > 0 && !sending && retryAtMs !== null && (
        <p>{t('phone.tryAgainAt', { time: clock(new Date(retryAtMs).toISOString()) })}</p>
      )}
      {outcome?.kind === 'signed-out' && <SignInLink />}
      {!roomy && <p className="notice notice-check">{t('phone.full')}</p>}
      {refused.length > 0 && (
        <section>
          <h2>{t('log.needsYou')}</h2>
          {refused.map((entry) => (
            <Refused key={entry.event.id} entry={entry} />
          ))}
        </section>
      )}
      {waiting.length > 0 && (
        <section>
          <h2>{t('log.onThisPhone')}</h2>
          <EventList kitchenId={kitchenId} events={waiting.map(({ event }) => event)} />
        </section>
      )}
      {stored.length > 0 && (
        <section>
          <h2>{t('log.stored')}</h2>
          <EventList kitchenId={kitchenId} events={stored.map(({ event }) => event)} />
        </section>
      )}
      <Tap className="secondary wide" onClick={() => go({ page: 'phone' })}>
        {t('phone.title')}
      </Tap>
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
        <CircleAlert aria-hidden /> <strong>{describeEvent(event)}</strong>
      </p>
      <RefusedWhy reason={state.reason} detail={state.detail} />
      <div className="others two">
        <Tap className="secondary" onClick={() => window.confirm(t('log.discardSure')) && discard(entry)}>
          {t('log.discard')}
        </Tap>
        <Tap className="secondary strong" onClick={() => go({ page: 'mend', event: event.id })}>
          {t('log.correct')}
        </Tap>
      </div>
    </article>
  );
}
