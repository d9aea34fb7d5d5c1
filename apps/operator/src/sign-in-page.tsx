import type { SessionAnswer } from '@bakeloop/contracts';
import { useLog } from './log/use-log.js';
import { Screen } from './parts/screen.js';
import type { Shut } from './session.js';

/** Leads to the sign-in and back to where one is. */
export function SignInLink({ words = 'Sign in' }: { words?: string }) {
  const next = encodeURIComponent(location.pathname + location.search);
  return (
    <a className="primary link-button" href={`/sign-in?next=${next}`}>
      {words}
    </a>
  );
}

const TITLES: Record<Exclude<Shut, null>, string> = {
  nobody: 'Sign in to log',
  'second-factor': 'A second factor first',
  'not-yours': 'Your account may not log',
  'no-kitchen': 'No kitchen is yours yet',
};
const WORDS: Record<Exclude<Shut, null>, string> = {
  nobody:
    'The kitchen log is for the people of a kitchen. Once signed in, this phone also works without a network.',
  'second-factor':
    'Staff and admins need more than a password here: set up a second factor on the page of your account, at /account, then log.',
  'not-yours':
    'Logging is for operators and leads of a kitchen: ask your lead for an invitation, or sign in as somebody else.',
  'no-kitchen': 'An admin says which kitchens your organisation owns; as soon as it owns one, you log here.',
};

/** Instead of the log, where nobody is signed in who may log. */
export function SignInPage({ shut, session }: { shut: Exclude<Shut, null>; session: SessionAnswer | null }) {
  const { counts } = useLog();
  const kept =
    counts.waiting === 1
      ? 'One entry is safe on this phone. Sign in again to send it.'
      : `${String(counts.waiting)} entries are safe on this phone. Sign in again to send them.`;
  return (
    <Screen title={TITLES[shut]} home>
      <p className="lead">
        {shut === 'nobody' ? '' : `You are signed in as ${session?.person?.name ?? 'somebody'}. `}
        {WORDS[shut]}
      </p>
      {counts.waiting > 0 && (
        <p className="notice notice-check" role="status">
          {kept}
        </p>
      )}
      <SignInLink words={shut === 'nobody' ? 'Sign in' : 'Sign in as somebody else'} />
      <p>
        <a href="/">To the start page</a>
      </p>
    </Screen>
  );
}
