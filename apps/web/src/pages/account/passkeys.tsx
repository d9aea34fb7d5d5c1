import { SESSION_KEY, type CallAnswer } from '@bakeloop/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createPasskey, hasPasskeys } from '../../data/passkeys.js';
import { useSession } from '../../data/use-session.js';
import { Field, FormProblem } from '../../parts/form.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { When } from '../../parts/when.js';
import { callConsole } from '../../data/call-console.js';
import { useProved } from '../../parts/proof.js';

/** Keys on one's own devices: signing in by finger or face, with nothing to guess or to give away. @param isFirst there is none yet */
export function Passkeys({ isFirst = false }: { isFirst?: boolean }) {
  const queries = useQueryClient();
  const proved = useProved();
  const passkeys = useQuery({
    queryKey: ['own-passkeys'],
    queryFn: ({ signal }) => callConsole('passkeys', {}, { signal }),
    enabled: !isFirst,
  });
  const changed = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['own-passkeys'] }),
      // Staff and admins go on with one, and are held without.
      queries.invalidateQueries({ queryKey: SESSION_KEY }),
    ]);
  const removing = useMutation({
    mutationFn: (passkeyId: string) => proved(() => callConsole('removePasskey', { params: { passkeyId } })),
    onSettled: changed,
  });
  const items = passkeys.data?.items ?? [];
  const comesBy = useSession().data?.person?.comesBy;
  const isOnlyWay = items.length === 1 && comesBy?.password === false && comesBy.doors.length === 0;
  return (
    <section className="panel" aria-labelledby="passkeys-heading">
      <h2 id="passkeys-heading">Passkeys</h2>
      <p>
        A key that your phone or computer keeps, and your finger, face or PIN unlocks. It signs you in without
        a password, and works on no other site than this one.
      </p>
      {items.length > 0 ? (
        <ul className="rows">
          {items.map((passkey) => (
            <Row
              key={passkey.id}
              passkey={passkey}
              isPending={removing.isPending}
              isOnlyWay={isOnlyWay}
              remove={() => removing.mutate(passkey.id)}
            />
          ))}
        </ul>
      ) : null}
      <FormProblem error={removing.error ?? passkeys.error} />
      {hasPasskeys() ? (
        <Add changed={changed} />
      ) : (
        <p className="quiet">This browser makes no passkeys here: they need a newer one, and TLS.</p>
      )}
    </section>
  );
}

function Row({
  passkey: { name, createdAt, usedAt },
  isPending,
  isOnlyWay,
  remove,
}: {
  passkey: CallAnswer<'passkeys'>['items'][number];
  isPending: boolean;
  /** Without it they come in no more. */
  isOnlyWay: boolean;
  remove: () => void;
}) {
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p className="quiet">
          since <When at={createdAt} />
          {usedAt === null ? (
            ' · not used yet'
          ) : (
            <>
              {' '}
              · last used <When at={usedAt} />
            </>
          )}
        </p>
      </div>
      {isOnlyWay ? (
        <p className="quiet">The only way by which you come in: add another before you remove it.</p>
      ) : (
        <TwoSteps
          label="Remove"
          about={`the passkey ${name}`}
          sure="Remove it"
          isPending={isPending}
          act={remove}
        />
      )}
    </li>
  );
}

function Add({ changed }: { changed: () => Promise<unknown> }) {
  const proved = useProved();
  const [name, setName] = useState('');
  const adding = useMutation({
    mutationFn: async () => {
      const options = await proved(() => callConsole('offerPasskey', {}));
      return callConsole('addPasskey', { body: { name, response: await createPasskey(options) } });
    },
    onSuccess: async () => {
      setName('');
      await changed();
    },
  });
  return (
    <details className="quiet-details">
      <summary>Add a passkey of this device</summary>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          adding.mutate();
        }}
      >
        <Field
          label="Name of the device"
          hint="So that you know it again, for example: my phone."
          required
          maxLength={80}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <FormProblem error={adding.error} />
        <p className="links">
          <button type="submit" className="button" disabled={adding.isPending}>
            {adding.isPending ? 'Waiting for the device…' : 'Add it'}
          </button>
        </p>
      </form>
    </details>
  );
}
