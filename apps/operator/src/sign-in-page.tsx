import type { SessionAnswer } from '@bakeloop/contracts';
import { t } from './language/language.js';
import { useLog } from './log/use-log.js';
import { Screen } from './parts/screen.js';
import type { Shut } from './session.js';

/** Leads to the sign-in and back to where one is. */
export function SignInLink({ words }: { words?: string }) {
  const next = encodeURIComponent(location.pathname + location.search);
  return (
    <a className="primary link-button" href={`/sign-in?next=${next}`}>
      {words ?? t('signIn.signIn')}
    </a>
  );
}

const TITLES = {
  nobody: 'signIn.nobodyTitle',
  'second-factor': 'signIn.factorTitle',
  'not-yours': 'signIn.notYoursTitle',
  'no-kitchen': 'signIn.noKitchenTitle',
} as const;
const WORDS = {
  nobody: 'signIn.nobody',
  'second-factor': 'signIn.factor',
  'not-yours': 'signIn.notYours',
  'no-kitchen': 'signIn.noKitchen',
} as const;

/** Instead of the log, where nobody is signed in who may log. */
export function SignInPage({ shut, session }: { shut: Exclude<Shut, null>; session: SessionAnswer | null }) {
  const { counts } = useLog();
  return (
    <Screen title={t(TITLES[shut])} home>
      <p className="lead">
        {shut !== 'nobody' && `${t('signIn.you', { name: session?.person?.name ?? t('signIn.somebody') })} `}
        {t(WORDS[shut])}
      </p>
      {counts.waiting > 0 && (
        <p className="notice notice-check" role="status">
          {t('signIn.kept', { count: counts.waiting })}
        </p>
      )}
      <SignInLink words={t(shut === 'nobody' ? 'signIn.signIn' : 'signIn.other')} />
      <a className="secondary link-button" href="/">
        {t('signIn.startPage')}
      </a>
    </Screen>
  );
}
