import { ApiProblem, type CallAnswer } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';
import { ROLE_WORDS } from '../../data/role-words.js';
import { useSession } from '../../data/use-session.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { When } from '../../parts/when.js';
import { useTitle } from '../../parts/use-title.js';
import { LinkForm } from './link-form.js';
import '../sign-in/sign-in.css';
import { callConsole } from '../../data/call-console.js';

export type WhatLink = CallAnswer<'lookAtLink'>;

/**
 * What somebody was handed: an invitation, a way to a new password, or that of the first admin. Its secret is behind the #
 * of the address, which a browser sends to no server; it is posted.
 */
export function LinkPage() {
  useTitle('Your link');
  const secret = useLocation().hash.slice(1);
  return (
    <div className="page sign-in-page">
      {secret === '' ? (
        <>
          <h1>This address is not whole</h1>
          <p className="lead">
            A link ends in # and many letters and digits. Copy all of it, also when it goes over two lines, or
            ask whoever gave it to you for a new one.
          </p>
        </>
      ) : (
        <Looked key={secret} secret={secret} />
      )}
    </div>
  );
}

function Looked({ secret }: { secret: string }) {
  const link = useQuery({
    queryKey: ['link', secret],
    queryFn: ({ signal }) => callConsole('lookAtLink', { body: { secret } }, { signal }),
    staleTime: Infinity,
    // What nobody looks at any more is not kept, not even in memory.
    gcTime: 0,
  });
  const { error } = link;
  if (error instanceof ApiProblem && error.problem?.type === '/problems/link-over')
    return (
      <>
        <h1>This link is over</h1>
        <p className="lead">{error.message}</p>
        <p className="links">
          <Link to="/sign-in" className="button">
            Sign in
          </Link>
          <Link to="/">To the start page</Link>
        </p>
      </>
    );
  if (link.data) return <Welcome secret={secret} link={link.data} />;
  if (error) return <ProblemPanel error={error} retry={() => void link.refetch()} />;
  return <Loading label="Looking at the link" blocks={[48, 220]} />;
}

const TITLES: Record<WhatLink['kind'], string> = {
  invite: 'Welcome to Bakeloop',
  reset: 'A new password',
  first: 'The first admin',
};

function Welcome({ secret, link }: { secret: string; link: WhatLink }) {
  const { data: session } = useSession();
  const { kind, organisation, role, email, known, expiresAt } = link;
  return (
    <>
      <h1>{TITLES[kind]}</h1>
      {kind === 'first' ? (
        <p className="lead">
          Nobody is an admin of this Bakeloop yet. Whoever follows this link becomes the first, and invites
          the others.
        </p>
      ) : kind === 'reset' ? (
        <p className="lead">
          Set a new password{email === null ? '' : <> for {email}</>}. Wherever you are signed in with the old
          one, you are signed out.
          {link.forgetsFactors ? ' Authenticator and passkeys of before are forgotten with it.' : ''}
        </p>
      ) : (
        <p className="lead">
          You are invited{organisation === null ? '' : <> to {organisation}</>}
          {role === null ? '' : <> as {role}</>}.{' '}
          {known ? 'You have an account already: its password is all it takes.' : 'Make your account.'}
        </p>
      )}
      {kind === 'invite' && role !== null ? <p className="quiet">{ROLE_WORDS[role]}</p> : null}
      {session?.person && session.person.email !== email ? (
        <p className="trouble trouble-warning">
          <span>
            This browser is signed in as {session.person.name}. If the link is for somebody else, let them
            open it; going on here signs {session.person.name} out.
          </span>
        </p>
      ) : null}
      <section className="panel" aria-label="Your account">
        <LinkForm secret={secret} link={link} />
      </section>
      <p className="quiet">
        The link works once, until <When at={expiresAt} />.
      </p>
    </>
  );
}
