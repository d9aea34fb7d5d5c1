import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useGoOnAs } from '../../data/use-sign-in.js';
import { CodeField, Field, FormProblem, kindOf, PasswordField, useHeldUp } from '../../parts/form.js';
import { callConsole } from '../../data/call-console.js';

/** E-mail and password; the six digits are asked for only where the account has an authenticator. */
export function PasswordDoor() {
  const goOn = useGoOnAs();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const entering = useMutation({
    mutationFn: () =>
      callConsole('signIn', { body: { email, password, ...(code === null ? {} : { code }) } }),
    onSuccess: (session) => goOn(session),
    onError: (error) => {
      const kind = kindOf(error);
      if (kind === '/problems/code-needed' || kind === '/problems/wrong-code') setCode('');
    },
  });
  const { error, submittedAt } = entering;
  const held = useHeldUp(error, submittedAt);
  const isFirstAsking = kindOf(error) === '/problems/code-needed';
  // Another address or password is another account: whether that has an authenticator is not known yet.
  const other = (set: (text: string) => void) => (text: string) => {
    set(text);
    setCode(null);
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        entering.mutate();
      }}
    >
      <Field
        label="E-mail address"
        type="email"
        autoComplete="username"
        required
        maxLength={200}
        value={email}
        onChange={({ target }) => other(setEmail)(target.value)}
      />
      <PasswordField
        label="Password"
        autoComplete="current-password"
        value={password}
        onChange={({ target }) => other(setPassword)(target.value)}
      />
      {code === null ? null : (
        <CodeField
          // It was asked for because of what was sent: there is where one types next.
          autoFocus
          value={code}
          onChange={({ target }) => setCode(target.value)}
        />
      )}
      {isFirstAsking ? (
        <p role="status">{error?.message}</p>
      ) : held > 0 ? (
        <p className="form-problem" role="alert">
          Too many tries from here. Nothing is wrong with the account.
        </p>
      ) : (
        <FormProblem error={error} />
      )}
      <p className="links">
        <button type="submit" className="button" disabled={entering.isPending || held > 0}>
          {entering.isPending ? 'Signing in…' : held > 0 ? `Try again in ${waitWords(held)}` : 'Sign in'}
        </button>
      </p>
    </form>
  );
}

const waitWords = (seconds: number): string =>
  seconds < 90 ? `${String(seconds)} s` : `${String(Math.ceil(seconds / 60))} minutes`;
