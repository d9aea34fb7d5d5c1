import type { DeviceCredential } from '@bakeloop/contracts';
import { useNow, type CallAnswer } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { callConsole } from '../../data/call-console.js';
import { FormProblem, SelectField } from '../../parts/form.js';
import { ShownOnce } from '../../parts/once.js';
import { Qr } from '../../parts/qr.js';
import { OverlapField, WhatEnds, type OverlapDays } from './overlap.js';

const LIVES_HOURS = [
  [1, 'for an hour'],
  [24, 'for a day'],
  [168, 'for a week'],
] as const;

/** A code that the kitchen's agent exchanges for its credential, once: nobody sees or types the secret itself. */
export function Claim({ kitchenId, items }: { kitchenId: string; items: readonly DeviceCredential[] }) {
  const [lifeHours, setLifeHours] = useState<number>(24);
  const [overlapDays, setOverlapDays] = useState<OverlapDays>(7);
  const making = useMutation({
    mutationFn: () => callConsole('makeClaim', { params: { kitchenId }, body: { lifeHours, overlapDays } }),
  });
  return (
    <section className="panel" aria-labelledby="claim-heading">
      <h2 id="claim-heading">For the kitchen&apos;s agent</h2>
      <p>
        A code that the agent exchanges for its credential, once. Read it out or show it; the secret itself
        passes through nobody&apos;s hands.
      </p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          making.mutate();
        }}
      >
        <SelectField
          label="The code is good"
          value={lifeHours}
          choices={LIVES_HOURS}
          change={setLifeHours}
          hint="It takes the place of a code that was not used."
        />
        <OverlapField items={items} value={overlapDays} change={setOverlapDays} />
        <WhatEnds items={items} overlapDays={overlapDays} when="Once it is used" />
        <FormProblem error={making.error} />
        <p className="links">
          <button type="submit" className="button" disabled={making.isPending}>
            {making.data ? 'Make another code' : 'Make a code'}
          </button>
        </p>
      </form>
      {making.data ? <Code key={making.data.code} claim={making.data} close={() => making.reset()} /> : null}
    </section>
  );
}

function Code({
  claim: { kitchenId, code, uri, expiresAt },
  close,
}: {
  claim: CallAnswer<'makeClaim'>;
  close: () => void;
}) {
  const leftS = Math.max(0, Math.ceil((Date.parse(expiresAt) - useNow()) / 1_000));
  return (
    <ShownOnce title={`The code for ${kitchenId}`} text={code} close={close}>
      {leftS === 0 ? (
        <p role="status">Its time is over: make another.</p>
      ) : (
        <>
          <Qr text={uri} alt="QR code of the code above" />
          <p>
            Good for another <strong className="claim-left">{clockOf(leftS)}</strong>, and once. In the
            kitchen:
          </p>
          <code className="once-text">
            node kitchen.mjs claim --config kitchen.yaml --url {location.origin} --code {code}
          </code>
        </>
      )}
    </ShownOnce>
  );
}

/** `23:59:59`, or with the days before it. */
function clockOf(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const clock = `${two((seconds % 86_400) / 3_600)}:${two((seconds % 3_600) / 60)}:${two(seconds % 60)}`;
  return days === 0 ? clock : `${days === 1 ? '1 day' : `${String(days)} days`} ${clock}`;
}
