import { useFormat, UNKNOWN, type CallAnswer } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Field, FormProblem, SelectField } from '../../parts/form.js';
import { callConsole } from '../../data/call-console.js';

type Sponsor = CallAnswer<'sponsors'>['items'][number];
type Kitchen = CallAnswer<'sharedOutput'>['kitchens'][number];
type Share = CallAnswer<'previewShares'>['shares'][number];

/** Of so many kilograms at most is asked at once: more than the output of any kitchen in a year. */
const MOST_KG = 10_000_000;

/** Allocates some of what kitchens made: asked by mass, looked at batch by batch, then confirmed. */
export function Allocate({
  sponsors,
  kitchens,
  changed,
}: {
  sponsors: readonly Sponsor[];
  kitchens: readonly Kitchen[];
  changed: () => Promise<unknown>;
}) {
  const format = useFormat();
  const [sponsorId, setSponsorId] = useState(sponsors[0]?.id ?? '');
  const [kilograms, setKilograms] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [why, setWhy] = useState('');
  const preview = useMutation({
    mutationFn: () =>
      callConsole('previewShares', {
        body: { kitchenIds: [...chosen], grams: Math.round(Number(kilograms.replace(',', '.')) * 1_000) },
      }),
  });
  const issuing = useMutation({
    mutationFn: (shares: readonly Share[]) =>
      callConsole('issueShares', {
        params: { organisationId: sponsorId },
        body: { shares: shares.map(({ kitchenId, batchId, grams }) => ({ kitchenId, batchId, grams })), why },
      }),
    onSuccess: () => {
      preview.reset();
      setKilograms('');
      setWhy('');
      return changed();
    },
  });
  const free = kitchens.filter(({ outputGrams, allocatedGrams }) => outputGrams > allocatedGrams);
  const anew = () => {
    preview.reset();
    issuing.reset();
  };
  const look = (event: FormEvent) => {
    event.preventDefault();
    issuing.reset();
    preview.mutate();
  };
  return (
    <section aria-labelledby="allocate-heading">
      <h2 id="allocate-heading">Allocate</h2>
      {free.length === 0 ? (
        <p>Nothing is left to be allocated: all that finished batches made is.</p>
      ) : (
        <form className="panel share-form" onSubmit={look}>
          <div className="form-row">
            <SelectField
              label="To"
              value={sponsorId}
              choices={sponsors.map(({ id, name }) => [id, name] as const)}
              change={setSponsorId}
            />
            <Field
              label="Kilograms of recycled plastic"
              required
              inputMode="decimal"
              pattern="[0-9]+([.,][0-9]{1,3})?"
              title="Kilograms, for example 340 or 12.5"
              maxLength={String(MOST_KG).length + 4}
              value={kilograms}
              onChange={({ target }) => {
                setKilograms(target.value);
                anew();
              }}
            />
          </div>
          <fieldset className="ticks">
            <legend>From what these kitchens made and nobody was given, the oldest first</legend>
            {free.map(({ kitchenId, kitchenName, outputGrams, allocatedGrams }) => (
              <label key={kitchenId} className="tick">
                <input
                  type="checkbox"
                  checked={chosen.includes(kitchenId)}
                  onChange={({ target }) => {
                    setChosen(
                      target.checked ? [...chosen, kitchenId] : chosen.filter((one) => one !== kitchenId),
                    );
                    anew();
                  }}
                />
                <span>
                  {kitchenName}{' '}
                  <span className="quiet">
                    {format.mass(outputGrams - allocatedGrams)} free of {format.mass(outputGrams)}
                  </span>
                </span>
              </label>
            ))}
          </fieldset>
          <FormProblem error={preview.error} />
          <p>
            <button
              type="submit"
              className="button button-quiet"
              disabled={chosen.length === 0 || preview.isPending}
            >
              See which batches
            </button>
          </p>
        </form>
      )}
      {preview.data ? (
        <form
          className="panel share-form"
          onSubmit={(event) => {
            event.preventDefault();
            issuing.mutate(preview.data.shares);
          }}
        >
          <Preview shares={preview.data.shares} missingGrams={preview.data.missingGrams} />
          {preview.data.shares.length === 0 ? null : (
            <>
              <Field
                label="Why"
                hint="Is kept with the allocation, for example the agreement it follows from."
                required
                maxLength={500}
                value={why}
                onChange={({ target }) => setWhy(target.value)}
              />
              <p>
                <button type="submit" className="button" disabled={issuing.isPending}>
                  Allocate {format.mass(sum(preview.data.shares))} to{' '}
                  {sponsors.find(({ id }) => id === sponsorId)?.name}
                </button>
              </p>
            </>
          )}
          <FormProblem error={issuing.error} />
        </form>
      ) : null}
      <p className="form-done" role="status">
        {issuing.data ? `Allocated: ${issuing.data.serial}.` : ''}
      </p>
    </section>
  );
}

const sum = (shares: readonly Share[]): number => shares.reduce((total, { grams }) => total + grams, 0);

function Preview({ shares, missingGrams }: { shares: readonly Share[]; missingGrams: number }) {
  const format = useFormat();
  return (
    <>
      <h3>{format.count(shares.length, 'batch')}</h3>
      {missingGrams > 0 ? (
        <p className="share-note">
          {format.mass(missingGrams)} less than was asked for: no more of it is free in these kitchens.
        </p>
      ) : null}
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Batches of the allocation">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Batch</th>
              <th scope="col">Kitchen</th>
              <th scope="col">Day</th>
              <th scope="col">Product</th>
              <th scope="col" className="right">
                Takes
              </th>
              <th scope="col" className="right">
                It made
              </th>
            </tr>
          </thead>
          <tbody>
            {shares.map(({ kitchenId, kitchenName, batchId, day, productName, grams, outputGrams }) => (
              <tr key={`${kitchenId}/${batchId}`}>
                <th scope="row">{batchId}</th>
                <td className="words">{kitchenName}</td>
                <td>{day}</td>
                <td className="words">{productName ?? UNKNOWN}</td>
                <td className="right">{format.kilograms(grams)}</td>
                <td className="right">{format.kilograms(outputGrams)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
