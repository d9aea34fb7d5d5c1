import type { SharedLink } from '@bakeloop/contracts';
import { useFormat, useNow } from '@bakeloop/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import { useKitchenNames } from '../../data/use-names.js';
import { FormProblem } from '../../parts/form.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { ShownOnce } from '../../parts/once.js';
import { Qr } from '../../parts/qr.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { useTitle } from '../../parts/use-title.js';
import { When } from '../../parts/when.js';
import { MakeLink } from './make-link.js';
import '../../parts/rows.css';
import { callConsole } from '../../data/call-console.js';

/** Links that show some figures to whoever holds one: made, counted, ended. */
export function SharedLinksPage() {
  useTitle('Links to share');
  const queries = useQueryClient();
  const [made, setMade] = useState<{ secret: string; expiresAt: string } | null>(null);
  const links = useQuery({
    queryKey: ['shared-links'],
    queryFn: ({ signal }) => callConsole('sharedLinks', {}, { signal }),
  });
  const sponsors = useQuery({
    queryKey: ['sponsors'],
    queryFn: ({ signal }) => callConsole('sponsors', {}, { signal }),
  });
  const changed = () => queries.invalidateQueries({ queryKey: ['shared-links'] });
  const error = links.error ?? sponsors.error;
  const address = made && `${location.origin}/s/${made.secret}`;
  return (
    <div className="page">
      <h1>Links to share</h1>
      <p className="lead">
        Whoever holds one sees its figures without a sign-in, as they are at that moment. A link that is ended
        shows nothing from then on, also to who is looking.
      </p>
      {links.data && sponsors.data ? (
        <>
          <MakeLink
            sponsors={sponsors.data.items}
            made={(link) => {
              setMade(link);
              void changed();
            }}
          />
          {made && address ? (
            <ShownOnce key={made.secret} title="The link" text={address} close={() => setMade(null)}>
              <p>
                It is shown this once: what is kept of it cannot be turned back into it. It ends{' '}
                <When at={made.expiresAt} />.
              </p>
              <Qr text={address} alt="The same as a QR code" />
            </ShownOnce>
          ) : null}
          <List links={links.data.items} changed={changed} />
        </>
      ) : error ? (
        <ProblemPanel error={error} retry={() => void Promise.all([links.refetch(), sponsors.refetch()])} />
      ) : (
        <Loading label="Loading the links" blocks={[120, 72, 72]} />
      )}
    </div>
  );
}

function List({ links, changed }: { links: readonly SharedLink[]; changed: () => Promise<unknown> }) {
  const format = useFormat();
  const now = useNow();
  if (links.length === 0)
    return (
      <EmptyPanel title="No link yet">
        <p>Make one above. How often it was looked at is counted here.</p>
      </EmptyPanel>
    );
  return (
    <section aria-labelledby="links-heading">
      <h2 id="links-heading">{format.count(links.length, 'link')}</h2>
      <ul className="rows">
        {links.map((link) => (
          <Row
            key={link.id}
            link={link}
            isOver={link.revokedAt !== null || Date.parse(link.expiresAt) <= now}
            changed={changed}
          />
        ))}
      </ul>
    </section>
  );
}

function Row({
  link,
  isOver,
  changed,
}: {
  link: SharedLink;
  isOver: boolean;
  changed: () => Promise<unknown>;
}) {
  const format = useFormat();
  const kitchens = useKitchenNames();
  const {
    id,
    title,
    organisation,
    scope,
    hasPassword,
    mayDownload,
    madeBy,
    createdAt,
    expiresAt,
    revokedAt,
  } = link;
  const ending = useMutation({
    mutationFn: () => callConsole('revokeSharedLink', { params: { linkId: id } }),
    onSettled: changed,
  });
  return (
    <li>
      <div>
        <strong>{title}</strong>
        {hasPassword ? (
          <span className="tag">
            <Lock size={13} aria-hidden /> password
          </span>
        ) : null}
        {isOver ? <span className="tag tag-bad">{revokedAt === null ? 'expired' : 'ended'}</span> : null}
        <p>
          {scopeWords(scope, kitchens)} · {format.count(link.views, 'view')}
          {link.viewedAt === null ? '' : ', last '}
          {link.viewedAt === null ? null : <When at={link.viewedAt} />}
        </p>
        <p className="quiet">
          {organisation} · made by {madeBy ?? 'a program'}, <When at={createdAt} /> ·{' '}
          {revokedAt === null ? (
            <>
              until <When at={expiresAt} />
            </>
          ) : (
            <>
              ended <When at={revokedAt} />
            </>
          )}
          {mayDownload ? '' : ' · without the data'}
        </p>
      </div>
      {isOver ? null : (
        <TwoSteps
          label="End it"
          about={title}
          sure="End it: nobody sees anything by it"
          isPending={ending.isPending}
          act={() => ending.mutate()}
        />
      )}
      <FormProblem error={ending.error} />
    </li>
  );
}

/** What a link shows. */
function scopeWords(scope: string, kitchens: readonly { id: string; name: string }[]): string {
  const [kind, rest = ''] = scope.split(/:([^]*)/, 2);
  const [kitchenId = '', batch = ''] = rest.split(/\/([^]*)/, 2);
  const kitchen = kitchens.find(({ id }) => id === kitchenId)?.name ?? kitchenId;
  if (kind === 'portfolio') return 'All kitchens';
  if (kind === 'sponsor') return 'What is allocated to the sponsor';
  return kind === 'batch' ? `Batch ${batch} of ${kitchen}` : kitchen;
}
