import { useLocation } from 'react-router';
import { useFrameWords } from '../data/frame-words.js';
import { useLanguage } from '../data/language.js';
import { signInPath } from '../data/next-path.js';
import { useSession } from '../data/use-session.js';
import { later } from './later.js';
import { SpokenLink } from './spoken-link.js';

// The public page does without it.
const AccountMenu = later(
  async () => (await import('./signed-in-bar.js')).AccountMenu,
  <span className="account-place" />,
);

/** Who is signed in, or the way in; nothing until it is known, so that nobody is told to sign in who has. */
export function AccountPlace() {
  const { pathname, search } = useLocation();
  const { data } = useSession();
  const language = useLanguage();
  const { signIn } = useFrameWords();
  const isThere = pathname === '/sign-in' || pathname === '/link';
  if (data === undefined || (data.person === null && isThere)) return <span className="account-place" />;
  if (data.person === null)
    return (
      <SpokenLink className="sign-in" to={signInPath(pathname + search)} language={language}>
        {signIn}
      </SpokenLink>
    );
  return <AccountMenu key={pathname} session={data} person={data.person} />;
}
