import type { SessionAnswer } from '@bakeloop/contracts';
import { SESSION_KEY } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CodeField, FormProblem } from '../../parts/form.js';
import { useTitle } from '../../parts/use-title.js';
import { PasskeyDoor } from '../../parts/passkey-door.js';
import { ProofPlace } from '../../parts/proof.js';
import { Authenticator } from './authenticator.js';
import { Passkeys } from './passkeys.js';
import '../../parts/rows.css';
import './account.css';
import { callConsole } from '../../data/call-console.js';

/**
 * Instead of any page, for who is asked for a second factor and signed in without: the one they have is asked for, or the
 * first is set up. Then the page they came for is there.
 */
export function SecondFactor({ lacks }: { lacks: NonNullable<SessionAnswer['lacksFactor']> }) {
  useTitle('A second factor first');
  const has = lacks.authenticator || lacks.passkey;
  return (
    <div className="page">
      <h1>{has ? 'Use your second factor' : 'Set up a second factor'}</h1>
      <p className="lead">
        {has
          ? 'Your account needs more than a password here. You are signed in; with your second factor you go on.'
          : 'Your account needs more than a password here. You are signed in; choose one of the two, and you go on.'}
      </p>
      {has ? (
        <>
          <section className="panel" aria-label="Your second factor">
            {lacks.authenticator ? <Prove /> : null}
            {lacks.passkey ? <PasskeyDoor proves onEntered={() => undefined} /> : null}
          </section>
          <p className="quiet">
            Lost it? An admin makes a link for you on their page of people; the last admin has whoever runs
            this Bakeloop type <code>npx bakeloop admin-link --email …</code>.
          </p>
        </>
      ) : (
        <ProofPlace>
          <div className="account-columns">
            <Authenticator isFirst />
            <Passkeys isFirst />
          </div>
        </ProofPlace>
      )}
    </div>
  );
}

function Prove() {
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const proving = useMutation({
    mutationFn: () => callConsole('proveTotp', { body: { code } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION_KEY }),
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        proving.mutate();
      }}
    >
      <CodeField autoFocus value={code} onChange={({ target }) => setCode(target.value)} />
      <FormProblem error={proving.error} />
      <p className="links">
        <button type="submit" className="button" disabled={proving.isPending}>
          Go on
        </button>
      </p>
    </form>
  );
}
