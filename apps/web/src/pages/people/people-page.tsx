import { SESSION_KEY, type CallAnswer } from '@bakeloop/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMay } from '../../data/use-session.js';
import { useOrganisations } from '../../data/use-whole.js';
import { useSearchedList, type SearchedList } from '../../parts/narrow.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { ShownOnce } from '../../parts/once.js';
import { ProofPlace } from '../../parts/proof.js';
import { ShowMore } from '../../parts/show-more.js';
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

/** Who belongs to the organisations one manages, as what; for admins also the organisations, and whose a kitchen is. */
export function PeoplePage() {
  useTitle('People');
  const queries = useQueryClient();
  const people = useSearchedList({
    key: ['people', 'list'],
    words: { label: 'Find by name, address, organisation or role', none: 'Nobody is like that.' },
    read: (query, options) => callConsole('people', { query }, options),
  });
  const organisations = useOrganisations();
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
  const error = people.list.error ?? organisations.error;
  return (
    <div className="page">
      <h1>People</h1>
      <p className="lead">
        Who belongs to which organisation, and as what: <Link to="/permissions">what each role may</Link>.
        Bakeloop sends no mail; you hand over the links yourself.
      </p>
      {people.list.data && organisations.data ? (
        <ProofPlace>
          {organisations.data.length === 0 ? null : (
            <Invite organisations={organisations.data} handOver={handOver} />
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
          <List people={people} organisations={organisations.data} handOver={handOver} changed={changed} />
          {isAdmin ? (
            <>
              <Organisations changed={changed} />
              <SecondFactorRule />
            </>
          ) : null}
        </ProofPlace>
      ) : error ? (
        <ProblemPanel
          error={error}
          retry={() => void Promise.all([people.list.refetch(), organisations.refetch()])}
        />
      ) : (
        <Loading label="Loading the people" blocks={[160, 72, 72, 72]} />
      )}
    </div>
  );
}

function List({
  people: { list, items, isNone, field },
  organisations,
  handOver,
  changed,
}: {
  people: SearchedList<Person>;
  organisations: readonly Organisation[];
  handOver: (link: HandedLink) => void;
  changed: () => Promise<unknown>;
}) {
  return (
    <section aria-labelledby="people-heading">
      <h2 id="people-heading">Everybody so far</h2>
      {isNone ? (
        <EmptyPanel title="Nobody yet">
          <p>Invite somebody above. They appear here once they have followed the link.</p>
        </EmptyPanel>
      ) : (
        <>
          {field}
          <ul className="rows people">
            {items.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                organisations={organisations}
                handOver={handOver}
                changed={changed}
              />
            ))}
          </ul>
          <ShowMore list={list} />
        </>
      )}
    </section>
  );
}
