import { call } from '@bakeloop/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { callConsole } from '../../data/call-console.js';
import { kitchenPath } from '../../data/addresses.js';
import { Answered } from '../../parts/answered.js';
import { Needs } from '../../parts/gate.js';
import { useTitle } from '../../parts/use-title.js';
import { Claim } from './claim.js';
import { CredentialList } from './credential-list.js';
import { Issue } from './issue.js';
import '../../parts/rows.css';
import './credentials.css';

/** What a kitchen proves itself with to the broker: given, changed over and ended. It need not have been heard of yet. */
export function CredentialsPage() {
  const { kitchenId = '' } = useParams();
  return (
    <Needs permission="device.manage" kitchenId={kitchenId}>
      <Credentials key={kitchenId} kitchenId={kitchenId} />
    </Needs>
  );
}

function Credentials({ kitchenId }: { kitchenId: string }) {
  const queries = useQueryClient();
  const kitchen = useQuery({
    queryKey: ['kitchen', kitchenId],
    queryFn: ({ signal }) => call('kitchen', { params: { kitchenId } }, { signal }),
    staleTime: 60_000,
  });
  const credentials = useQuery({
    queryKey: ['credentials', kitchenId],
    queryFn: ({ signal }) => callConsole('credentials', { params: { kitchenId } }, { signal }),
    // A code that was handed over is exchanged by the kitchen, and a connection opened, while somebody looks.
    refetchInterval: 5_000,
  });
  const changed = () => queries.invalidateQueries({ queryKey: ['credentials', kitchenId] });
  const name = kitchen.data?.name ?? kitchenId;
  useTitle(`Credentials of ${name}`);
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/fleet">Fleet</Link>
        {kitchen.data ? (
          <>
            {' '}
            <span aria-hidden>/</span> <Link to={kitchenPath(kitchenId)}>{name}</Link>
          </>
        ) : null}
      </p>
      <h1>Credentials of {name}</h1>
      <p className="lead">
        What the kitchen proves itself with to the broker. Whoever holds one speaks for{' '}
        <code>{kitchenId}</code>, so each is shown once and kept nowhere.
      </p>
      {kitchen.data ? null : (
        <p className="quiet">Nothing was heard of this kitchen yet. It appears with its first message.</p>
      )}
      <Answered query={credentials} reading="Loading the credentials" blocks={[160, 72, 72]}>
        {({ items }) => (
          <>
            <div className="credential-ways">
              <Claim kitchenId={kitchenId} items={items} />
              <Issue kitchenId={kitchenId} items={items} changed={changed} />
            </div>
            <CredentialList kitchenId={kitchenId} items={items} changed={changed} />
          </>
        )}
      </Answered>
    </div>
  );
}
