import { ROLE_TEXTS, ROLES, type Reach } from '@bakeloop/contracts';
import { type CallAnswer } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { Check, Minus } from 'lucide-react';
import { REACH_WORDS, ROLE_NAMES, ROLE_WORDS } from '../../data/role-words.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { useTitle } from '../../parts/use-title.js';
import './permissions.css';
import { callConsole } from '../../data/call-console.js';

type Answer = CallAnswer<'permissions'>;
const COLUMNS = ['public', ...ROLES] as const;

/** Who may do what: the very table that the API enforces, and the addresses that each row is about. */
export function PermissionsPage() {
  useTitle('Who may do what');
  const table = useQuery({
    queryKey: ['permissions'],
    queryFn: ({ signal }) => callConsole('permissions', {}, { signal }),
    staleTime: Infinity,
  });
  return (
    <div className="page">
      <h1>Who may do what</h1>
      <p className="lead">
        This is the table that every request is checked against, not a description of it. People have a role
        in an organisation; it reaches as far as the table says.
      </p>
      {table.data ? (
        <>
          <Matrix permissions={table.data.permissions} />
          <Roles />
          <Routes answer={table.data} />
        </>
      ) : table.error ? (
        <ProblemPanel error={table.error} retry={() => void table.refetch()} />
      ) : (
        <Loading label="Loading who may do what" blocks={[420]} />
      )}
    </div>
  );
}

function Matrix({ permissions }: Pick<Answer, 'permissions'>) {
  return (
    <div className="table-scroll may" tabIndex={0} role="region" aria-label="Who may do what">
      <table className="table may-table">
        <thead>
          <tr>
            <th scope="col">May …</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {ROLE_NAMES[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map(({ name, says, reaches }) => (
            <tr key={name}>
              <th scope="row">
                {says} <code>{name}</code>
              </th>
              {COLUMNS.map((column) => {
                const reach = reaches[column];
                return (
                  <td key={column} data-reach={reach} data-role={ROLE_NAMES[column]}>
                    {reach === 'none' ? (
                      <Minus size={16} aria-label="no" />
                    ) : reach === 'all' ? (
                      <Check size={18} aria-label="yes" />
                    ) : (
                      reachWords(name, reach)
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** People belong to organisations, everything else that can be one's own to kitchens. */
const reachWords = (name: Answer['permissions'][number]['name'], reach: Reach): string =>
  name === 'people.manage' && reach === 'own' ? ROLE_TEXTS.en.ownOrganisation : REACH_WORDS[reach];

function Roles() {
  return (
    <section aria-labelledby="roles-heading">
      <h2 id="roles-heading">The roles</h2>
      <dl className="may-roles">
        {ROLES.map((role) => (
          <div key={role}>
            <dt>{ROLE_NAMES[role]}</dt>
            <dd>{ROLE_WORDS[role]}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">
        Own kitchens are those that one's organisation owns; attributed ones those that an admin has given a
        sponsor to see. A kitchen out of somebody's reach is answered as one that never was.
      </p>
    </section>
  );
}

/** Every address of the API below what it takes. */
function Routes({ answer: { permissions, routes } }: { answer: Answer }) {
  return (
    <section aria-labelledby="routes-heading">
      <h2 id="routes-heading">What each is checked at</h2>
      {permissions.map(({ name, says }) => {
        const here = routes.filter(({ permission }) => permission === name);
        return here.length === 0 ? null : (
          <details key={name} className="may-routes">
            <summary>
              {says} <span className="quiet">({here.length})</span>
            </summary>
            <ul>
              {here.map(({ method, path, summary }) => (
                <li key={`${method} ${path}`}>
                  <code>
                    {method} {path}
                  </code>
                  <span className="quiet">{summary}</span>
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </section>
  );
}
