import { call, SESSION_KEY } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { nextPath } from '../../data/next-path.js';
import { landingOf } from '../../data/screens.js';
import { useConsoleAhead } from '../../data/use-console-ahead.js';
import { useSession } from '../../data/use-session.js';
import { FormProblem } from '../../parts/form.js';
import { useTitle } from '../../parts/use-title.js';
import { DemoDoors } from './demo-doors.js';
import { OtherDoors } from './other-doors.js';
import { PasswordDoor } from './password-door.js';
import './sign-in.css';

/** The way in: by password, or in a demonstration as one of its five people. */
export function SignInPage() {
  useTitle('Sign in');
  const { data: session } = useSession();
  const [search] = useSearchParams();
  useConsoleAhead(!search.get('next')?.startsWith('/operator'));
  return (
    <div className="page sign-in-page">
      <h1>Sign in</h1>
      {session?.person ? <AlreadyIn name={session.person.name} /> : null}
      {session?.demo ? <DemoDoors /> : null}
      <section aria-labelledby="password-heading" className={session?.demo ? 'panel' : undefined}>
        <h2 id="password-heading" className={session?.demo ? undefined : 'bl-hidden'}>
          With your own account
        </h2>
        <PasswordDoor />
        <OtherDoors doors={session?.doors ?? []} />
        <p className="quiet sign-in-help">
          Accounts are by invitation: a lead of your kitchens or an admin hands you a link. Whoever invited
          you also gives you a new one when you have lost your password.
        </p>
      </section>
      <p className="quiet">
        Signing in keeps one cookie in this browser, which says nothing but that it is you. Without it all
        public pages stay open: <Link to="/">the figures</Link>, <Link to="/method">how they are made</Link>,{' '}
        <Link to="/permissions">who may do what</Link>.
      </p>
    </div>
  );
}

function AlreadyIn({ name }: { name: string }) {
  const { data: session } = useSession();
  const [search] = useSearchParams();
  const queries = useQueryClient();
  const leaving = useMutation({
    mutationFn: () => call('signOut', {}),
    onSettled: () => queries.invalidateQueries({ queryKey: SESSION_KEY }),
  });
  const next = nextPath(search.get('next'), location.origin) ?? (session ? landingOf(session) : '/');
  return (
    <section className="panel" aria-label="You are signed in">
      <p>
        You are signed in as <strong>{name}</strong>. Sign in below to go on as somebody else.
      </p>
      <p className="links">
        {next.startsWith('/operator') ? (
          <a className="button" href={next}>
            Go on
          </a>
        ) : (
          <Link className="button" to={next}>
            Go on
          </Link>
        )}
        <button
          type="button"
          className="button button-quiet"
          disabled={leaving.isPending}
          onClick={() => leaving.mutate()}
        >
          Sign out
        </button>
      </p>
      <FormProblem error={leaving.error} />
    </section>
  );
}
