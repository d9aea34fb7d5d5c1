import type { Role } from '@bakeloop/contracts';
import { Ago } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { ROLE_NAMES, rolesOf } from '../../data/role-words.js';
import { useMay, useSession } from '../../data/use-session.js';
import { FormProblem, SelectField } from '../../parts/form.js';
import { useProved } from '../../parts/proof.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { AdminActs } from './admin-acts.js';
import type { HandedLink, Organisation, Person } from './people-page.js';
import { callConsole } from '../../data/call-console.js';

interface PersonRowProps {
  person: Person;
  organisations: readonly Organisation[];
  handOver: (link: HandedLink) => void;
  changed: () => Promise<unknown>;
}

/** One person: who they are, in which organisation as what, and what can be done about it. */
export function PersonRow({ person, organisations, handOver, changed }: PersonRowProps) {
  const proved = useProved();
  const isAdmin = useMay('organisation.manage');
  const isOneself = useSession().data?.person?.id === person.id;
  const setting = useMutation({
    mutationFn: (body: { organisationId: string; role: Role | null }) =>
      proved(() => callConsole('setMembership', { params: { personId: person.id }, body })),
    onSettled: changed,
  });
  const resetting = useMutation({
    mutationFn: () => proved(() => callConsole('resetPassword', { params: { personId: person.id } })),
    onSuccess: (link) => handOver({ title: `The link for ${person.name} to set a new password`, link }),
  });
  const leaving = useMutation({
    mutationFn: () => callConsole('signOutPerson', { params: { personId: person.id } }),
    onSettled: changed,
  });
  const elsewhere = organisations.filter(
    ({ id }) => !person.memberships.some(({ organisationId }) => organisationId === id),
  );
  return (
    <li className={person.disabledAt === null ? undefined : 'person-out'}>
      <div>
        <strong>{person.name}</strong>
        {isOneself ? <span className="tag tag-good">you</span> : null}
        {person.disabledAt === null ? null : <span className="tag tag-bad">shut out</span>}
        {person.hasTotp ? <span className="tag">authenticator</span> : null}
        {person.hasPasskey ? <span className="tag">passkey</span> : null}
        <p className="quiet">{person.email}</p>
        <p className="quiet">
          {person.seenAt === null ? (
            'not seen yet'
          ) : (
            <>
              seen <Ago atMs={Date.parse(person.seenAt)} />
            </>
          )}
        </p>
      </div>
      <div className="person-memberships">
        {person.memberships.map((membership) => (
          <Membership
            key={membership.organisationId}
            person={person}
            membership={membership}
            organisation={organisations.find(({ id }) => id === membership.organisationId)}
            isPending={setting.isPending}
            set={(role) => setting.mutate({ organisationId: membership.organisationId, role })}
          />
        ))}
        {person.memberships.length === 0 ? <p className="quiet">in no organisation</p> : null}
      </div>
      <details className="quiet-details person-more">
        <summary aria-label={`More about ${person.name}`}>More</summary>
        <div className="person-acts">
          {isOneself ? (
            <Link className="button button-quiet" to="/account">
              How you sign in
            </Link>
          ) : (
            <button
              type="button"
              className="button button-quiet"
              disabled={resetting.isPending}
              onClick={() => resetting.mutate()}
            >
              Link for a new password
            </button>
          )}
          <button
            type="button"
            className="button button-quiet"
            disabled={leaving.isPending}
            onClick={() => leaving.mutate()}
          >
            {leaving.isSuccess ? 'Signed out everywhere' : 'Sign out everywhere: phone lost'}
          </button>
          {isAdmin && elsewhere.length > 0 ? (
            <Join
              person={person}
              organisations={elsewhere}
              isPending={setting.isPending}
              join={(organisationId, role) => setting.mutate({ organisationId, role })}
            />
          ) : null}
          {isAdmin ? (
            <AdminActs person={person} isOneself={isOneself} handOver={handOver} changed={changed} />
          ) : null}
        </div>
      </details>
      <FormProblem error={setting.error ?? resetting.error ?? leaving.error} />
    </li>
  );
}

function Membership({
  person,
  membership: { organisation: name, role },
  organisation,
  isPending,
  set,
}: {
  person: Person;
  membership: Person['memberships'][number];
  organisation: Organisation | undefined;
  isPending: boolean;
  set: (role: Role | null) => void;
}) {
  const roles = organisation ? rolesOf(organisation.kind) : [role];
  return (
    <div className="membership">
      <span className="membership-name">{name}</span>
      <select
        aria-label={`Role of ${person.name} in ${name}`}
        value={role}
        disabled={isPending}
        onChange={({ target }) => {
          const next = roles.find((one) => one === target.value);
          if (next) set(next);
        }}
      >
        {roles.map((one) => (
          <option key={one} value={one}>
            {ROLE_NAMES[one]}
          </option>
        ))}
      </select>
      <TwoSteps
        label="End"
        about={`the membership of ${person.name} in ${name}`}
        sure="End it"
        keep="Keep"
        quiet
        isPending={isPending}
        act={() => set(null)}
      />
    </div>
  );
}

function Join({
  person,
  organisations,
  isPending,
  join,
}: {
  person: Person;
  organisations: readonly Organisation[];
  isPending: boolean;
  join: (organisationId: string, role: Role) => void;
}) {
  const choices = organisations.flatMap(({ id, name, kind }) =>
    rolesOf(kind).map((role) => ({ key: `${id} ${role}`, id, role, words: `${name}: ${ROLE_NAMES[role]}` })),
  );
  const [chosen, setChosen] = useState('');
  const choice = choices.find(({ key }) => key === chosen);
  return (
    <div className="form-row">
      <SelectField
        label={`Also make ${person.name} part of`}
        value={chosen}
        choices={[['', 'choose …'], ...choices.map(({ key, words }) => [key, words] as const)]}
        change={setChosen}
      />
      <button
        type="button"
        className="button button-quiet"
        disabled={isPending || !choice}
        onClick={() => {
          if (choice) join(choice.id, choice.role);
          setChosen('');
        }}
      >
        Add
      </button>
    </div>
  );
}
