import { LEAST_PASSWORD_LENGTH } from '@bakeloop/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { faultOf, FormProblem, kindOf, PasswordField } from '../../parts/form.js';
import { callConsole } from '../../data/call-console.js';
import { useProved } from '../../parts/proof.js';

/** Needs the present one; every other session ends. */
export function ChangePassword() {
  const queries = useQueryClient();
  const proved = useProved();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const changing = useMutation({
    mutationFn: () => proved(() => callConsole('changePassword', { body: { current, next } })),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      return queries.invalidateQueries({ queryKey: ['own-sessions'] });
    },
  });
  const { error } = changing;
  const isWeak = kindOf(error) === '/problems/weak-password';
  return (
    <section className="panel" aria-labelledby="password-heading">
      <h2 id="password-heading">Password</h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          changing.mutate();
        }}
      >
        <PasswordField
          label="Password of now"
          autoComplete="current-password"
          value={current}
          onChange={({ target }) => setCurrent(target.value)}
        />
        <PasswordField
          label="New password"
          hint={`At least ${String(LEAST_PASSWORD_LENGTH)} characters. Three or four words that do not belong together make a good one.`}
          autoComplete="new-password"
          minLength={LEAST_PASSWORD_LENGTH}
          fault={isWeak ? error?.message : faultOf(error, 'next')}
          value={next}
          onChange={({ target }) => setNext(target.value)}
        />
        {isWeak ? null : <FormProblem error={error} fields={['next']} />}
        <p className="links">
          <button type="submit" className="button" disabled={changing.isPending}>
            Change the password
          </button>
        </p>
        <p className="quiet">You stay signed in here; everywhere else you are signed out.</p>
        <p className="form-done" role="status">
          {changing.isSuccess ? 'The password is changed.' : ''}
        </p>
      </form>
    </section>
  );
}
