import type { SessionAnswer } from '@bakeloop/contracts';
import { ROLE_NAMES } from '../../data/role-words.js';
import { useSession } from '../../data/use-session.js';
import { ProofPlace } from '../../parts/proof.js';
import { useTitle } from '../../parts/use-title.js';
import { Authenticator } from './authenticator.js';
import { ChangePassword } from './change-password.js';
import { Passkeys } from './passkeys.js';
import { Sessions } from './sessions.js';
import { Tokens } from './tokens.js';
import '../../parts/rows.css';
import './account.css';

/** One's own account: how one signs in, where one is signed in, and tokens for programs. */
export function AccountPage() {
  useTitle('Your account');
  const { data: session } = useSession();
  // The shell shows this page to nobody else.
  if (!session?.person) return null;
  return (
    <div className="page">
      <h1>Your account</h1>
      <Who person={session.person} />
      <ProofPlace>
        {session.person.email.endsWith('@demo.invalid') ? (
          <p className="quiet">
            This is an account of the demonstration: it has no password that could be changed.
          </p>
        ) : (
          <div className="account-columns">
            {session.person.comesBy.password ? <ChangePassword /> : <NoPassword />}
            <Authenticator />
            <Passkeys />
          </div>
        )}
        <Sessions />
        <Tokens session={session} />
      </ProofPlace>
    </div>
  );
}

function NoPassword() {
  return (
    <section className="panel" aria-labelledby="password-heading">
      <h2 id="password-heading">Password</h2>
      <p>
        You have none here, and need none: you come by a passkey, or by your organisation&apos;s own sign-in.
      </p>
    </section>
  );
}

function Who({ person: { name, email, memberships } }: { person: NonNullable<SessionAnswer['person']> }) {
  return (
    <dl className="account-who">
      <div>
        <dt>Name</dt>
        <dd>{name}</dd>
      </div>
      <div>
        <dt>E-mail address</dt>
        <dd>{email}</dd>
      </div>
      <div>
        <dt>You are</dt>
        <dd>
          {memberships.length === 0
            ? 'in no organisation; whoever invited you can change that'
            : memberships.map(({ organisation, organisationId, role }) => (
                <span key={organisationId} className="account-role">
                  {ROLE_NAMES[role]} of {organisation}
                </span>
              ))}
        </dd>
      </div>
    </dl>
  );
}
