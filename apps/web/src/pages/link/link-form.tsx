import { LEAST_PASSWORD_LENGTH } from '@bakeloop/contracts';
import { ApiProblem } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useFrameWords } from '../../data/frame-words.js';
import { useLanguage } from '../../data/language.js';
import { useConsoleAhead } from '../../data/use-console-ahead.js';
import { useGoOnAs } from '../../data/use-sign-in.js';
import { CodeField, faultOf, Field, FormProblem, PasswordField } from '../../parts/form.js';
import type { WhatLink } from './link-page.js';
import { LINK_WORDS } from './link-words.js';
import { callConsole } from '../../data/call-console.js';

/** What following a link takes: a name and an address where nobody is known yet, and a password. */
export function LinkForm({ secret, link }: { secret: string; link: WhatLink }) {
  const goOn = useGoOnAs();
  useConsoleAhead(link.kind === 'first' || (link.role !== null && link.role !== 'operator'));
  const { problem } = useFrameWords();
  const words = LINK_WORDS[useLanguage()];
  const [name, setName] = useState('');
  const [email, setEmail] = useState(link.email ?? '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const isNew = !link.known;
  // Who joins with an account they have proves to be its owner; everybody else sets a password.
  const proves = link.kind === 'invite' && link.known;
  const accepting = useMutation({
    mutationFn: () =>
      callConsole('acceptLink', {
        body: {
          secret,
          password,
          ...(isNew ? { name } : {}),
          ...(isNew && link.email === null ? { email } : {}),
          ...(code === null ? {} : { code }),
        },
      }),
    onSuccess: (session) => {
      // It is used up, and nobody who looks at this browser's history needs it.
      history.replaceState(history.state, '', location.pathname);
      goOn(session, link.kind === 'first' ? '/people' : undefined);
    },
    onError: (error) => {
      const kind = error instanceof ApiProblem ? error.problem?.type : undefined;
      if (kind === '/problems/code-needed' || kind === '/problems/wrong-code') setCode('');
    },
  });
  const { error } = accepting;
  const isWeak = error instanceof ApiProblem && error.problem?.type === '/problems/weak-password';
  const faultIn = (name: string): string | null => {
    const said = faultOf(error, name);
    return said === null ? null : words.fault(said);
  };
  const fault = isWeak ? problem(error) : faultIn('password');
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        accepting.mutate();
      }}
    >
      {isNew ? (
        <Field
          label={words.name}
          hint={words.nameHint}
          autoComplete="name"
          required
          maxLength={80}
          fault={faultIn('name')}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      ) : null}
      <Field
        label={words.email}
        hint={link.email === null ? words.emailHint : undefined}
        type="email"
        autoComplete="username"
        required={link.email === null}
        readOnly={link.email !== null}
        maxLength={200}
        fault={faultIn('email')}
        value={email}
        onChange={({ target }) => setEmail(target.value)}
      />
      <PasswordField
        label={proves ? words.yourPassword : words.newPassword}
        hint={proves ? undefined : words.passwordHint}
        autoComplete={proves ? 'current-password' : 'new-password'}
        minLength={proves ? undefined : LEAST_PASSWORD_LENGTH}
        fault={fault}
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      {code === null ? null : (
        <CodeField autoFocus value={code} onChange={({ target }) => setCode(target.value)} />
      )}
      {isWeak ? null : <FormProblem error={error} fields={['name', 'email', 'password']} />}
      <p className="links">
        <button type="submit" className="button" disabled={accepting.isPending}>
          {accepting.isPending ? words.wait : proves ? words.join : words.set}
        </button>
      </p>
    </form>
  );
}
