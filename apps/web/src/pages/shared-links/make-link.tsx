import { type CallAnswer } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLanguage } from '../../data/language.js';
import { useKitchenNames } from '../../data/use-names.js';
import { useSession } from '../../data/use-session.js';
import { faultOf, Field, FormProblem, PasswordField, SelectField } from '../../parts/form.js';
import { SHARE_WORDS } from './share-words.js';
import { callConsole } from '../../data/call-console.js';

type Made = CallAnswer<'makeSharedLink'>;
type Sponsor = CallAnswer<'sponsors'>['items'][number];

/** How long a link stands, days. */
const LIVES = [7, 30, 90, 366] as const;

/** Makes a link: what it shows, for how long, and how carefully. */
export function MakeLink({ sponsors, made }: { sponsors: readonly Sponsor[]; made: (link: Made) => void }) {
  const kitchens = useKitchenNames();
  const words = SHARE_WORDS[useLanguage()];
  const session = useSession();
  const own = (session.data?.person?.memberships ?? [])
    .filter(({ role }) => role !== 'operator' && role !== 'lead')
    .map(({ organisationId, organisation }) => [organisationId, organisation] as const);
  const owners = [...new Map([...own, ...sponsors.map(({ id, name }) => [id, name] as const)])];
  const [owner, setOwner] = useState<string | null>(null);
  const organisationId = owner ?? owners[0]?.[0] ?? '';
  const isSponsor = sponsors.some(({ id }) => id === organisationId);
  const scopes: (readonly [scope: string, words: string])[] = [
    ...(isSponsor ? [[`sponsor:${organisationId}`, words.scopes.sponsor] as const] : []),
    ['portfolio', words.scopes.portfolio],
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
  /** What was wrong with another choice is not said of this one. */
  const anew = (choose: (one: string) => void) => (one: string) => {
    choose(one);
    making.reset();
  };
  const faultIn = (name: string): string | null => {
    const said = faultOf(making.error, name);
    return said === null ? null : words.fault(said);
  };
  return (
    <section className="panel" aria-labelledby="make-heading">
      <h2 id="make-heading">{words.make}</h2>
      <form
        className="form form-wide"
        onSubmit={(event) => {
          event.preventDefault();
          making.mutate();
        }}
      >
        <Field
          label={words.called}
          hint={words.calledHint}
          required
          maxLength={120}
          fault={faultIn('title')}
          value={title}
          onChange={({ target }) => setTitle(target.value)}
        />
        {owners.length > 1 ? (
          <SelectField label={words.by} value={organisationId} choices={owners} change={anew(setOwner)} />
        ) : null}
        <SelectField
          label={words.shows}
          value={scope}
          choices={scopes}
          change={anew(setChosen)}
          fault={faultOf(making.error, 'scope') === null ? null : words.notTheirs}
        />
        <SelectField
          label={words.endsAfter}
          value={days}
          choices={LIVES.map((life) => [life, words.lives[life] ?? String(life)] as const)}
          change={setDays}
        />
        <PasswordField
          label={words.password}
          hint={words.passwordHint}
          required={false}
          minLength={8}
          autoComplete="new-password"
          fault={faultIn('password')}
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <label className="tick">
          <input
            type="checkbox"
            checked={mayDownload}
            onChange={({ target }) => setMayDownload(target.checked)}
          />
          <span>{words.mayDownload}</span>
        </label>
        <FormProblem error={making.error} fields={['title', 'password', 'scope']} />
        <p className="links">
          <button type="submit" className="button" disabled={making.isPending || organisationId === ''}>
            {words.makeIt}
          </button>
        </p>
      </form>
    </section>
  );
}
