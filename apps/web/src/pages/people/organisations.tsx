import { ROLES_OF, type OrganisationKind } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { KIND_WORDS } from '../../data/role-words.js';
import { Answered } from '../../parts/answered.js';
import { faultOf, Field, FormProblem, SelectField } from '../../parts/form.js';
import { useSearchedList } from '../../parts/narrow.js';
import { ShowMore } from '../../parts/show-more.js';
import { KitchensOf } from './kitchens-of.js';
import type { Organisation } from './people-page.js';
import { callConsole } from '../../data/call-console.js';

const KINDS = Object.keys(ROLES_OF) as OrganisationKind[];

/** For admins: organisations, and which kitchens each owns or sponsors. */
export function Organisations({ changed }: { changed: () => Promise<unknown> }) {
  const { list, items, field } = useSearchedList({
    key: ['organisations', 'list'],
    name: 'organisation',
    words: { label: 'Find an organisation by name', none: 'No organisation is called like that.' },
    read: (query, options) => callConsole('organisations', { query }, options),
  });
  return (
    <section aria-labelledby="organisations-heading">
      <h2 id="organisations-heading">Organisations</h2>
      {field}
      <Answered query={list} reading="Loading the organisations" blocks={[72, 72]}>
        {() => (
          <ul className="rows">
            {items.map((organisation) => (
              <Row key={organisation.id} organisation={organisation} changed={changed} />
            ))}
          </ul>
        )}
      </Answered>
      <ShowMore list={list} />
      <MakeOrganisation changed={changed} />
    </section>
  );
}

function Row({ organisation, changed }: { organisation: Organisation; changed: () => Promise<unknown> }) {
  const format = useFormat();
  const { name, kind, people, kitchens, byDefault, attributed } = organisation;
  const count = kind === 'sponsor' ? attributed.length : kitchens.length + byDefault.length;
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p className="quiet">
          {KIND_WORDS[kind]} · {people === 1 ? '1 person' : `${format.number(people)} people`}
          {kind === 'platform' ? '' : ` · ${format.count(count, 'kitchen')}`}
        </p>
      </div>
      {kind === 'platform' ? null : <KitchensOf organisation={organisation} changed={changed} />}
    </li>
  );
}

function MakeOrganisation({ changed }: { changed: () => Promise<unknown> }) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<OrganisationKind>('kitchens');
  const making = useMutation({
    mutationFn: () => callConsole('makeOrganisation', { body: { name, kind } }),
    onSuccess: () => {
      setName('');
      return changed();
    },
  });
  return (
    <details className="panel quiet-details">
      <summary>
        <Plus size={16} aria-hidden /> Make an organisation
      </summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          making.mutate();
        }}
      >
        <div className="form-row">
          <Field
            label="Its name"
            required
            maxLength={120}
            fault={faultOf(making.error, 'name')}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <SelectField
            label="What it does"
            value={kind}
            choices={KINDS.map((one) => [one, KIND_WORDS[one]] as const)}
            change={setKind}
          />
          <button type="submit" className="button" disabled={making.isPending}>
            Make it
          </button>
        </div>
        <FormProblem error={making.error} fields={['name']} />
        <p className="form-done" role="status">
          {making.isSuccess ? `${making.data.name} is there.` : ''}
        </p>
      </form>
    </details>
  );
}
