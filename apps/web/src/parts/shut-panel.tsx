import { LogIn, ShieldQuestion } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { signInPath } from '../data/next-path.js';
import { useTitle } from './use-title.js';

/** Instead of a page that who looks may not see: why, and what they can do about it. @param name null: nobody is signed in */
export const ShutPanel = ({ name }: { name: string | null }) =>
  name === null ? <SignInPanel /> : <NotYoursPanel name={name} />;

function SignInPanel() {
  useTitle('Sign in');
  const { pathname, search, hash } = useLocation();
  return (
    <div className="page page-narrow">
      <div className="notice-panel notice-empty">
        <LogIn size={28} aria-hidden />
        <div>
          <h1 className="notice-title">Sign in to see this</h1>
          <p>
            This page is for people with an account. If you were signed in just now, that session has ended.
          </p>
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
