import type { Allocation } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Field, FormProblem } from '../../parts/form.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { When } from '../../parts/when.js';
import { callConsole } from '../../data/call-console.js';

type To = 'reserved' | 'retired' | 'cancelled';
const STATE_WORDS: Record<Allocation['state'], string> = {
  issued: 'Issued',
  reserved: 'Reserved',
  retired: 'Retired: claimed for good',
  cancelled: 'Cancelled',
};

/** Each allocation with its serial, its way so far, and for staff the way on. */
export function Allocations({
  allocations,
  mayLead,
  changed,
}: {
  allocations: readonly Allocation[];
  mayLead: boolean;
  changed: () => Promise<unknown>;
}) {
  if (allocations.length === 0) return null;
  return (
    <section aria-labelledby="allocations-heading">
      <h2 id="allocations-heading">Allocations</h2>
      <ul className="rows">
        {allocations.map((one) => (
          <Row key={one.serial} allocation={one} mayLead={mayLead} changed={changed} />
        ))}
      </ul>
    </section>
  );
}

function Row({
  allocation: { serial, state, figure, steps, shares },
  mayLead,
  changed,
}: {
  allocation: Allocation;
  mayLead: boolean;
  changed: () => Promise<unknown>;
}) {
  const format = useFormat();
  const isOver = state === 'retired' || state === 'cancelled';
  const allocatedGrams = shares.reduce((sum, { grams }) => sum + grams, 0);
  return (
    <li>
      <div>
        <strong>{state === 'retired' ? <a href={`/check?serial=${serial}`}>{serial}</a> : serial}</strong>
        <span className={`tag${state === 'retired' ? ' tag-good' : state === 'cancelled' ? ' tag-bad' : ''}`}>
          {STATE_WORDS[state]}
        </span>
        <p>
          {format.kilograms(state === 'cancelled' ? allocatedGrams : figure.standingGrams)} from{' '}
          {format.count(shares.length, 'batch')}
        </p>
        <ol className="share-steps quiet">
          {steps.map((step) => (
            <li key={step.state}>
              {step.state}, <When at={step.at} />
              {step.by === null ? '' : ` by ${step.by}`}: {step.why}
              {step.beneficiary === null ? '' : ` · for ${step.beneficiary}`}
            </li>
          ))}
        </ol>
      </div>
      {mayLead && !isOver ? <LeadOn serial={serial} state={state} changed={changed} /> : null}
    </li>
  );
}

function LeadOn({
  serial,
  state,
  changed,
}: {
  serial: string;
  state: Allocation['state'];
  changed: () => Promise<unknown>;
}) {
  const [why, setWhy] = useState('');
  const [beneficiary, setBeneficiary] = useState('');
  const leading = useMutation({
    mutationFn: (to: To) =>
      callConsole('leadAllocation', {
        params: { serial },
        body: { to, why, ...(to === 'retired' ? { beneficiary } : {}) },
      }),
    onSuccess: () => {
      setWhy('');
      return changed();
    },
  });
  const isReserved = state === 'reserved';
  const lacksWhy = why.trim() === '';
  return (
    <details className="quiet-details share-lead">
      <summary>{isReserved ? 'Retire or cancel' : 'Reserve or cancel'}</summary>
      <div className="share-form">
        <Field
          label="Why"
          required
          maxLength={500}
          value={why}
          onChange={({ target }) => setWhy(target.value)}
        />
        {isReserved ? (
          <Field
            label="Who may claim it"
            hint="Is public once it is retired, for example “Acme, for its year report 2026”."
            maxLength={300}
            value={beneficiary}
            onChange={({ target }) => setBeneficiary(target.value)}
          />
        ) : null}
        <p className="links">
          {isReserved ? (
            <TwoSteps
              label="Retire"
              about={serial}
              sure="Retire it: it is claimed for good"
              keep="Not yet"
              isPending={leading.isPending || lacksWhy || beneficiary.trim() === ''}
              act={() => leading.mutate('retired')}
            />
          ) : (
            <button
              type="button"
              className="button"
              disabled={leading.isPending || lacksWhy}
              onClick={() => leading.mutate('reserved')}
            >
              Reserve
            </button>
          )}
          <TwoSteps
            label="Cancel it"
            about={serial}
            sure="Cancel it: its grams are free again"
            isPending={leading.isPending || lacksWhy}
            act={() => leading.mutate('cancelled')}
          />
        </p>
        <FormProblem error={leading.error} />
      </div>
    </details>
  );
}
