import { lazy, Suspense } from 'react';
import { Link, useLocation } from 'react-router';
import { signInPath } from '../data/next-path.js';
import { useSession } from '../data/use-session.js';

// The public page does without it.
const AccountMenu = lazy(async () => ({ default: (await import('./account-menu.js')).AccountMenu }));

/** Who is signed in, or the way in; nothing until it is known, so that nobody is told to sign in who has. */
export function AccountPlace() {
  const { pathname, search } = useLocation();
  const { data } = useSession();
  const isThere = pathname === '/sign-in' || pathname === '/link';
  if (data === undefined || (data.person === null && isThere)) return <span className="account-place" />;
  if (data.person === null)
    return (
      <Link className="sign-in" to={signInPath(pathname + search)}>
        Sign in
      </Link>
    );
  return (
    <Suspense fallback={<span className="account-place" />}>
      <AccountMenu key={pathname} session={data} person={data.person} />
    </Suspense>
  );
}
