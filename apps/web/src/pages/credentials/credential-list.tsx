import type { DeviceCredential } from '@bakeloop/contracts';
import { Ago } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { callConsole } from '../../data/call-console.js';
import { successors } from '../../data/credential-order.js';
import { FormProblem } from '../../parts/form.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { When } from '../../parts/when.js';

/** Those that stand first, then what became of the others. */
export function CredentialList({
  kitchenId,
  items,
  changed,
}: {
  kitchenId: string;
  items: readonly DeviceCredential[];
  changed: () => Promise<unknown>;
}) {
  const revoking = useMutation({
    mutationFn: (credentialId: string) =>
      callConsole('revokeCredential', { params: { kitchenId, credentialId } }),
    onSettled: changed,
  });
  const replacedBy = successors(items);
  return (
    <section aria-labelledby="credentials-heading">
      <h2 id="credentials-heading">Given so far</h2>
      {items.length === 0 ? (
        <p className="quiet">
          None yet. Where the broker asks for credentials, this kitchen is not let in before it has one.
        </p>
      ) : (
        <ul className="rows">
          {items.map((credential) => (
            <Row
              key={credential.id}
              credential={credential}
              next={replacedBy.get(credential.id)}
              isPending={revoking.isPending}
              revoke={() => revoking.mutate(credential.id)}
            />
          ))}
        </ul>
      )}
      <FormProblem error={revoking.error} />
    </section>
  );
}

const TAGS = { valid: 'tag tag-good', expired: 'tag', revoked: 'tag tag-bad' } as const;

function Row({
  credential: { username, state, createdAt, usedAt, expiresAt, revokedAt },
  next,
  isPending,
  revoke,
}: {
  credential: DeviceCredential;
  next: DeviceCredential | undefined;
  isPending: boolean;
  revoke: () => void;
}) {
  const over = state === 'revoked' ? revokedAt : state === 'expired' ? expiresAt : null;
  return (
    <li>
      <div>
        <code>{username}</code>
        <span className={TAGS[state]}>{state}</span>
        <p className="quiet">
          made <When at={createdAt} /> ·{' '}
          {usedAt === null ? (
            'never used'
          ) : (
            <>
              last connected <Ago atMs={Date.parse(usedAt)} />
            </>
          )}
          {over === null ? null : (
            <>
              {' '}
              · ended <When at={over} />
            </>
          )}
          {state === 'valid' && expiresAt !== null ? (
            <>
              {' '}
              · until <When at={expiresAt} />
            </>
          ) : null}
        </p>
        {next ? (
          <p className="quiet">
            {state === 'valid' ? 'being replaced by ' : 'replaced by '}
            <code>{next.username}</code> of <When at={next.createdAt} />
          </p>
        ) : null}
      </div>
      {state === 'valid' ? (
        <TwoSteps
          label="Revoke"
          about={username}
          sure="Revoke: its connections end now"
          isPending={isPending}
          act={revoke}
        />
      ) : null}
    </li>
  );
}
