import type { Role } from '@bakeloop/contracts';
import { SESSION_KEY, useFormat, type CallAnswer } from '@bakeloop/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSearchText } from '../../data/use-search-text.js';
import { useMay } from '../../data/use-session.js';
import { Field } from '../../parts/form.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { ShownOnce } from '../../parts/once.js';
import { ProofPlace } from '../../parts/proof.js';
import { useTitle } from '../../parts/use-title.js';
import { When } from '../../parts/when.js';
import { Invite } from './invite.js';
import { OpenLinks } from './open-links.js';
import { Organisations } from './organisations.js';
import { PersonRow } from './person-row.js';
import { SecondFactorRule } from './second-factor-rule.js';
import '../../parts/rows.css';
import './people.css';
import { callConsole } from '../../data/call-console.js';

export type Person = CallAnswer<'people'>['items'][number];
export type Organisation = CallAnswer<'organisations'>['items'][number];

/** A link that was made for somebody, to be handed over by whoever made it. */
export interface HandedLink {
  title: string;
  link: CallAnswer<'invite'>;
}
const SEARCH_FROM = 8;

/** Who belongs to the organisations one manages, as what; for admins also the organisations, and whose a kitchen is. */
export function PeoplePage() {
  useTitle('People');
  const queries = useQueryClient();
  const people = useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => callConsole('people', {}, { signal }),
  });
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => callConsole('organisations', {}, { signal }),
  });
  const links = useQuery({
    queryKey: ['open-links'],
    queryFn: ({ signal }) => callConsole('openLinks', {}, { signal }),
  });
  const isAdmin = useMay('organisation.manage');
  const [handed, setHanded] = useState<HandedLink | null>(null);
  const changed = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['people'] }),
      queries.invalidateQueries({ queryKey: ['organisations'] }),
      queries.invalidateQueries({ queryKey: ['open-links'] }),
      // One's own rights may be among what has changed.
      queries.invalidateQueries({ queryKey: SESSION_KEY }),
    ]);
  const handOver = (link: HandedLink) => {
    setHanded(link);
    void changed();
  };
  const error = people.error ?? organisations.error;
  return (
    <div className="page">
      <h1>People</h1>
      <p className="lead">
        Who belongs to which organisation, and as what: <Link to="/permissions">what each role may</Link>.
        Bakeloop sends no mail; you hand over the links yourself.
      </p>
      {people.data && organisations.data ? (
        <ProofPlace>
          {organisations.data.items.length === 0 ? null : (
            <Invite organisations={organisations.data.items} handOver={handOver} />
          )}
          {handed ? (
            <ShownOnce
              key={handed.link.secret}
              title={handed.title}
              text={`${location.origin}/link#${handed.link.secret}`}
              close={() => setHanded(null)}
            >
              <p>
                Hand it over yourself, by messenger or in person. It is shown this once, works once, and until{' '}
                <When at={handed.link.expiresAt} />.
              </p>
            </ShownOnce>
          ) : null}
          <OpenLinks links={links.data?.items ?? []} handOver={handOver} changed={changed} />
          <List
            people={people.data.items}
            organisations={organisations.data.items}
            handOver={handOver}
            changed={changed}
          />
          {isAdmin ? (
            <>
              <Organisations organisations={organisations.data.items} changed={changed} />
              <SecondFactorRule />
            </>
          ) : null}
        </ProofPlace>
      ) : error ? (
        <ProblemPanel
          error={error}
          retry={() => void Promise.all([people.refetch(), organisations.refetch()])}
        />
      ) : (
        <Loading label="Loading the people" blocks={[160, 72, 72, 72]} />
      )}
    </div>
  );
}

function List({
  people,
  organisations,
  handOver,
  changed,
}: {
  people: readonly Person[];
  organisations: readonly Organisation[];
  handOver: (link: HandedLink) => void;
  changed: () => Promise<unknown>;
}) {
  const format = useFormat();
  const [text, setText] = useSearchText();
  const wanted = text.trim().toLowerCase();
  const found = [...people]
    .filter((person) => wordsOf(person).includes(wanted))
    .sort((left, right) => left.name.localeCompare(right.name) || left.email.localeCompare(right.email));
  return (
    <section aria-labelledby="people-heading">
      <div className="section-head">
        <h2 id="people-heading">
          {people.length === 1 ? 'One person' : `${format.number(people.length)} people`}
        </h2>
        {wanted === '' ? null : (
          <span className="quiet" role="status">
            {format.number(found.length)} found
          </span>
        )}
      </div>
      {people.length < SEARCH_FROM ? null : (
        <div className="people-search">
          <Field
            label="Find by name, address, organisation or role"
            type="search"
            maxLength={200}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </div>
      )}
      {people.length === 0 ? (
        <EmptyPanel title="Nobody yet">
          <p>Invite somebody above. They appear here once they have followed the link.</p>
        </EmptyPanel>
      ) : found.length === 0 ? (
        <EmptyPanel title="Nobody like that">
          <p>Look for another word.</p>
        </EmptyPanel>
      ) : (
        <ul className="rows people">
          {found.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              organisations={organisations}
              handOver={handOver}
              changed={changed}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

const wordsOf = ({ name, email, memberships }: Person): string =>
  [name, email, ...memberships.flatMap(({ organisation, role }): (string | Role)[] => [organisation, role])]
    .join(' ')
    .toLowerCase();
