import { type CallAnswer } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useKitchenNames } from '../../data/use-names.js';
import { useSession } from '../../data/use-session.js';
import { faultOf, Field, FormProblem, PasswordField, SelectField } from '../../parts/form.js';
import { callConsole } from '../../data/call-console.js';

type Made = CallAnswer<'makeSharedLink'>;
type Sponsor = CallAnswer<'sponsors'>['items'][number];

const LIVES = [
  [7, 'a week'],
  [30, '30 days'],
  [90, '90 days'],
  [366, 'a year'],
] as const;

/** Makes a link: what it shows, for how long, and how carefully. */
export function MakeLink({ sponsors, made }: { sponsors: readonly Sponsor[]; made: (link: Made) => void }) {
  const kitchens = useKitchenNames();
  const session = useSession();
  const own = (session.data?.person?.memberships ?? [])
    .filter(({ role }) => role !== 'operator' && role !== 'lead')
    .map(({ organisationId, organisation }) => [organisationId, organisation] as const);
  const owners = [...new Map([...own, ...sponsors.map(({ id, name }) => [id, name] as const)])];
  const [owner, setOwner] = useState<string | null>(null);
  const organisationId = owner ?? owners[0]?.[0] ?? '';
  const isSponsor = sponsors.some(({ id }) => id === organisationId);
  const scopes: (readonly [scope: string, words: string])[] = [
    ...(isSponsor ? [[`sponsor:${organisationId}`, 'What is allocated to the sponsor'] as const] : []),
    ['portfolio', 'All kitchens'],
    ...kitchens.map(({ id, name }) => [`kitchen:${id}`, name] as const),
  ];
  const [chosen, setChosen] = useState<string | null>(null);
  const scope = scopes.find(([one]) => one === chosen)?.[0] ?? scopes[0]?.[0] ?? 'portfolio';
  const [title, setTitle] = useState('');
  const [days, setDays] = useState<number>(30);
  const [password, setPassword] = useState('');
  const [mayDownload, setMayDownload] = useState(true);
  const making = useMutation({
    mutationFn: () =>
      callConsole('makeSharedLink', {
        body: { organisationId, scope, title, days, mayDownload, ...(password === '' ? {} : { password }) },
      }),
    onSuccess: (link) => {
      setTitle('');
      setPassword('');
      made(link);
    },
  });
  return (
    <section className="panel" aria-labelledby="make-heading">
      <h2 id="make-heading">Make a link</h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          making.mutate();
        }}
      >
        <Field
          label="What it is called"
          hint="Stands above the figures, for whoever opens it."
          required
          maxLength={120}
          fault={faultOf(making.error, 'title')}
          value={title}
          onChange={({ target }) => setTitle(target.value)}
        />
        {owners.length > 1 ? (
          <SelectField label="Shared by" value={organisationId} choices={owners} change={setOwner} />
        ) : null}
        <SelectField label="Shows" value={scope} choices={scopes} change={setChosen} />
        <SelectField label="Ends after" value={days} choices={LIVES} change={setDays} />
        <PasswordField
          label="Password (optional)"
          hint="At least 8 letters. Tell it by another way than the link."
          required={false}
          minLength={8}
          autoComplete="new-password"
          fault={faultOf(making.error, 'password')}
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <label className="tick">
          <input
            type="checkbox"
            checked={mayDownload}
            onChange={({ target }) => setMayDownload(target.checked)}
          />
          <span>The figures may be taken along as data</span>
        </label>
        <FormProblem error={making.error} fields={['title', 'password']} />
        <p className="links">
          <button type="submit" className="button" disabled={making.isPending || organisationId === ''}>
            Make the link
          </button>
        </p>
      </form>
    </section>
  );
}
