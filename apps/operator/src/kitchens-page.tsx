import type { SessionAnswer } from '@bakeloop/contracts';
import { MapPin } from 'lucide-react';
import { useState } from 'react';
import { writeKept } from './kept.js';
import { t } from './language/language.js';
import { useLog } from './log/use-log.js';
import { Problem } from './parts/problem.js';
import { Screen } from './parts/screen.js';
import { call, leavePhone, personByPin } from './profiles/profiles.js';
import { go, type Page } from './route.js';
import { everyKitchen } from './server/every-kitchen.js';
import { useAnswer } from './server/use-server.js';
import { mayLogFor } from './session.js';
import { Tap } from './parts/tap.js';

/** The first question on a new phone; asked again only on request. */
export function KitchensPage({
  session,
  current,
  onChoose,
}: {
  /** Null: not known now. */
  session: SessionAnswer | null;
  /** That the phone logs for now; null: none yet. */
  current: string | null;
  onChoose: (kitchenId: string, page?: Page) => void;
}) {
  const { data, problem, loading } = useAnswer('kitchens', everyKitchen);
  const { counts } = useLog();
  const kitchens = (data?.items ?? [])
    .filter(({ id }) => mayLogFor(session, id))
    .sort((left, right) => left.name.localeCompare(right.name));
  return (
    <Screen title={t('kitchens.title')} home>
      <Problem problem={problem} />
      {kitchens.length === 0 && (
        <p className="lead empty">
          {loading ? t('kitchens.looking') : problem ? t('kitchens.once') : t('kitchens.none')}
        </p>
      )}
      {counts.waiting > 0 && (
        <p className="notice notice-check">{t('kitchens.waiting', { count: counts.waiting })}</p>
      )}
      <ul className="kitchens">
        {kitchens.map(({ id, name, place }) => (
          <li key={id}>
            <Tap className="secondary wide row" onClick={() => onChoose(id)}>
              <span>
                {name}
                {place !== null && <span className="tile-hint">{place}</span>}
              </span>
              <span className="code">{id}</span>
            </Tap>
          </li>
        ))}
      </ul>
      {current !== null && (
        <Tap className="secondary wide row" onClick={() => onChoose(current, 'moved')}>
          <span>{t('kitchens.moved')}</span>
          <MapPin aria-hidden />
        </Tap>
      )}
      {session?.person && <SignedIn name={session.person.name} />}
    </Screen>
  );
}

/** Who logs on this phone, and the way out for whoever hands it on. */
function SignedIn({ name }: { name: string }) {
  const { counts } = useLog();
  const [fault, setFault] = useState<string | null>(null);
  const leave = async () => {
    const waiting = t('kitchens.signOutWaiting', { count: counts.waiting });
    if (counts.waiting > 0 && !window.confirm(waiting)) return;
    if (personByPin() !== null) {
      leavePhone();
      return go({ page: 'people' });
    }
    try {
      await call('signOut', {});
      writeKept('session', null);
      location.assign('/sign-in?next=/operator/');
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <section className="signed-in">
      <p>{t('kitchens.signedInAs', { name })}</p>
      <Tap className="secondary" onClick={() => void leave()}>
        {t('kitchens.signOut')}
      </Tap>
      {fault !== null && (
        <p className="notice notice-check" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}
