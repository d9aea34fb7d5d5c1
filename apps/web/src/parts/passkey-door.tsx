import type { SessionAnswer } from '@bakeloop/contracts';
import { SESSION_KEY } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { hasPasskeys, signWithPasskey } from '../data/passkeys.js';
import { FormProblem } from './form.js';
import { callConsole } from '../data/call-console.js';

/** Signs in with a key that this device holds. @param proves again who one is: no key of anybody else @param onEntered as whom */
export function PasskeyDoor({
  proves = false,
  onEntered,
}: {
  proves?: boolean;
  onEntered: (session: SessionAnswer) => void;
}) {
  const queries = useQueryClient();
  const entering = useMutation({
    mutationFn: async () =>
      callConsole('passkeySignIn', {
        body: { proves, response: await signWithPasskey(await callConsole('askPasskey', {})) },
      }),
    onSuccess: (session) => {
      queries.setQueryData(SESSION_KEY, session);
      onEntered(session);
    },
  });
  if (!hasPasskeys())
    return <p className="quiet">This browser uses no passkeys here: they need a newer one, and TLS.</p>;
  return (
    <>
      <button
        type="button"
        className="button button-quiet"
        disabled={entering.isPending}
        onClick={() => entering.mutate()}
      >
        {entering.isPending ? 'Waiting for the device…' : 'Use a passkey'}
      </button>
      <FormProblem error={entering.error} />
    </>
  );
}
