import { SESSION_KEY, type CallAnswer } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CodeField, FormProblem } from '../../parts/form.js';
import { Qr } from '../../parts/qr.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { callConsole } from '../../data/call-console.js';
import { useProved } from '../../parts/proof.js';

/** A second proof at every sign-in: six digits that only one's own phone knows. @param isFirst there is none yet */
export function Authenticator({ isFirst = false }: { isFirst?: boolean }) {
  const queries = useQueryClient();
  const [done, setDone] = useState('');
  const offering = useMutation({
    mutationFn: () => callConsole('offerTotp', {}),
    onMutate: () => setDone(''),
  });
  const finish = (words: string) => {
    offering.reset();
    setDone(words);
    // Staff and admins go on with one, and are held without.
    void queries.invalidateQueries({ queryKey: SESSION_KEY });
  };
  return (
    <section className="panel" aria-labelledby="authenticator-heading">
      <h2 id="authenticator-heading">Authenticator</h2>
      {offering.data ? (
        <Confirm
          offer={offering.data}
          done={() => finish('Set: from now on you are asked for a code at every sign-in.')}
          cancel={() => offering.reset()}
        />
      ) : (
        <>
          <p>
            An app on your phone that shows six digits. With it, nobody signs in as you who has only your
            password.
          </p>
          <p className="links">
            <button
              type="button"
              className="button"
              disabled={offering.isPending}
              onClick={() => offering.mutate()}
            >
              Set up an authenticator
            </button>
          </p>
          <FormProblem error={offering.error} />
          {isFirst ? null : <Remove done={() => finish('Removed: you are asked for no code any longer.')} />}
        </>
      )}
      <p className="form-done" role="status">
        {done}
      </p>
    </section>
  );
}

function Confirm({
  offer: { secret, uri },
  done,
  cancel,
}: {
  offer: CallAnswer<'offerTotp'>;
  done: () => void;
  cancel: () => void;
}) {
  const proved = useProved();
  const [code, setCode] = useState('');
  const confirming = useMutation({
    mutationFn: () => proved(() => callConsole('confirmTotp', { body: { secret, code } })),
    onSuccess: done,
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        confirming.mutate();
      }}
    >
      <p>Scan this with the app, or type the secret into it. It replaces the one of before.</p>
      <Qr text={uri} alt="QR code of the secret below" />
      <code className="once-text">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      <CodeField
        label="Code that the app shows now"
        value={code}
        onChange={({ target }) => setCode(target.value)}
      />
      <FormProblem error={confirming.error} />
      <p className="links">
        <button type="submit" className="button" disabled={confirming.isPending}>
          Confirm
        </button>
        <button type="button" className="button button-quiet" onClick={cancel}>
          Cancel
        </button>
      </p>
    </form>
  );
}

function Remove({ done }: { done: () => void }) {
  const proved = useProved();
  const removing = useMutation({
    mutationFn: () => proved(() => callConsole('removeTotp', {})),
    onSuccess: done,
  });
  return (
    <>
      <TwoSteps
        label="Remove"
        about="the authenticator"
        sure="Ask me for no code any longer"
        isPending={removing.isPending}
        act={() => removing.mutate()}
      />
      <FormProblem error={removing.error} />
    </>
  );
}
