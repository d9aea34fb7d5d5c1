import type { DeviceCredential } from '@bakeloop/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { callConsole } from '../../data/call-console.js';
import { FormProblem, SelectField } from '../../parts/form.js';
import { ShownOnce } from '../../parts/once.js';
import { When } from '../../parts/when.js';
import { OverlapField, WhatEnds, type OverlapDays } from './overlap.js';

const LIVES_DAYS = [
  [null, 'until it is revoked'],
  [90, 'for 90 days'],
  [365, 'for a year'],
] as const;

/** A credential with its password on the page, for a client that takes no code; also the way to change one over by hand. */
export function Issue({
  kitchenId,
  items,
  changed,
}: {
  kitchenId: string;
  items: readonly DeviceCredential[];
  changed: () => Promise<unknown>;
}) {
  const [lifeDays, setLifeDays] = useState<number | null>(null);
  const [overlapDays, setOverlapDays] = useState<OverlapDays>(7);
  const issuing = useMutation({
    mutationFn: () =>
      callConsole('issueCredential', { params: { kitchenId }, body: { lifeDays, overlapDays } }),
    onSettled: changed,
  });
  const issued = issuing.data;
  const isFirst = !items.some(({ state }) => state === 'valid');
  return (
    <section className="panel" aria-labelledby="issue-heading">
      <h2 id="issue-heading">For another client</h2>
      <p>
        A user name and password for an MQTT client that takes no code. Two credentials stand at most: one in
        use, and one to change over to.
      </p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          issuing.mutate();
        }}
      >
        <SelectField<number | null>
          label="The new one is taken"
          value={lifeDays}
          choices={LIVES_DAYS}
          change={setLifeDays}
        />
        <OverlapField items={items} value={overlapDays} change={setOverlapDays} />
        <WhatEnds items={items} overlapDays={overlapDays} when="At once" />
        <FormProblem error={issuing.error} />
        <p className="links">
          <button type="submit" className="button" disabled={issuing.isPending}>
            {isFirst ? 'Issue a credential' : 'Change over to a new one'}
          </button>
        </p>
      </form>
      {issued ? (
        <ShownOnce
          key={issued.credential.id}
          title={`The password of ${issued.credential.username}: copy it now`}
          text={issued.password}
          close={() => issuing.reset()}
        >
          <p>
            The user name is <code>{issued.credential.username}</code>. The password is shown this once;
            nobody can look it up later.
          </p>
          {issued.retired.map(({ id, username, expiresAt, revokedAt }) => (
            <p key={id}>
              <code>{username}</code>{' '}
              {revokedAt !== null ? (
                'has ended.'
              ) : expiresAt === null ? (
                'goes on until it is revoked.'
              ) : (
                <>
                  goes on until <When at={expiresAt} />.
                </>
              )}
            </p>
          ))}
        </ShownOnce>
      ) : null}
    </section>
  );
}
