import type { Permission } from '@bakeloop/contracts';
import { LogIn, ShieldQuestion } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { signInPath } from '../data/next-path.js';
import { mayIn } from '../data/reaches.js';
import { screenAt } from '../data/screens.js';
import { useSession } from '../data/use-session.js';
import { Loading, ProblemPanel } from './notices.js';
import { useTitle } from './use-title.js';

/**
 * The page of an address, for those who may see it; for others what they can do about that. A page that is everybody's
 * waits for nothing.
 */
export function Gate({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const screen = screenAt(pathname);
  if (screen === null || screen.permission === 'public.see' || screen.permission === 'session.open')
    return children;
  return <Needs permission={screen.permission}>{children}</Needs>;
}

/** A page that takes a permission, where its address alone does not say so. */
export function Needs({ permission, children }: { permission: Permission; children: ReactNode }) {
  const session = useSession();
  if (session.data === undefined)
    return (
      <div className="page">
        {session.error ? (
          <ProblemPanel error={session.error} retry={() => void session.refetch()} />
        ) : (
          <Loading label="Loading the page" blocks={[48, 220, 320]} />
        )}
      </div>
    );
  if (mayIn(session.data, permission)) return children;
  return session.data.person === null ? <SignInPanel /> : <NotYoursPanel name={session.data.person.name} />;
}

function SignInPanel() {
  useTitle('Sign in');
  const { pathname, search, hash } = useLocation();
  return (
    <div className="page page-narrow">
      <div className="notice-panel notice-empty">
        <LogIn size={28} aria-hidden />
        <div>
          <h1 className="notice-title">Sign in to see this</h1>
          <p>This page is for people with an account. What it shows is as it was; nothing you did is lost.</p>
          <p className="links">
            <Link className="button" to={signInPath(pathname + search + hash)}>
              Sign in
            </Link>
            <Link to="/">To the start page</Link>
          </p>
        </div>
      </div>
    </div>
  );
}

function NotYoursPanel({ name }: { name: string }) {
  useTitle('Not yours to see');
  return (
    <div className="page page-narrow">
      <div className="notice-panel notice-empty">
        <ShieldQuestion size={28} aria-hidden />
        <div>
          <h1 className="notice-title">Your account may not see this</h1>
          <p>
            You are signed in as {name}. Whoever invited you, or an admin, can give you another role;{' '}
            <Link to="/permissions">who may do what</Link> lists what each may.
          </p>
          <p className="links">
            <Link to="/">To the start page</Link>
            <Link to="/account">Your account</Link>
          </p>
        </div>
      </div>
    </div>
  );
}
