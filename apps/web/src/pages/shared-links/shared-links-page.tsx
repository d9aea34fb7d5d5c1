import type { SharedLink } from '@bakeloop/contracts';
import { useNow } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import { useLanguage } from '../../data/language.js';
import { useKitchenNames } from '../../data/use-names.js';
import { useSponsors } from '../../data/use-whole.js';
import { FormProblem } from '../../parts/form.js';
import { useSearchedList } from '../../parts/narrow.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { ShownOnce } from '../../parts/once.js';
import { Qr } from '../../parts/qr.js';
import { ShowMore } from '../../parts/show-more.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { useTitle } from '../../parts/use-title.js';
import { When } from '../../parts/when.js';
import { MakeLink } from './make-link.js';
import { SHARE_WORDS } from './share-words.js';
import '../../parts/rows.css';
import { callConsole } from '../../data/call-console.js';

/** Links that show some figures to whoever holds one: made, counted, ended. */
export function SharedLinksPage() {
  const words = SHARE_WORDS[useLanguage()];
  useTitle(words.title);
  const queries = useQueryClient();
  const [made, setMade] = useState<{ secret: string; expiresAt: string } | null>(null);
  const { list, items, isNone, field } = useSearchedList({
    key: ['shared-links'],
    words: words.find,
    read: (query, options) => callConsole('sharedLinks', { query }, options),
  });
  const sponsors = useSponsors();
  const changed = () => queries.invalidateQueries({ queryKey: ['shared-links'] });
  const error = list.error ?? sponsors.error;
  const address = made && `${location.origin}/s/${made.secret}`;
  return (
    <div className="page">
      <h1>{words.title}</h1>
      <p className="lead">{words.lead}</p>
      {sponsors.data ? (
        <>
          <MakeLink
            sponsors={sponsors.data}
            made={(link) => {
              setMade(link);
              void changed();
            }}
          />
          {made && address ? (
            <ShownOnce key={made.secret} title={words.made} text={address} close={() => setMade(null)}>
              <p>
                {words.once} <When at={made.expiresAt} />.
              </p>
              <Qr text={address} alt={words.qr} />
            </ShownOnce>
          ) : null}
        </>
      ) : null}
      {list.data && sponsors.data ? (
        isNone ? (
          <EmptyPanel title={words.none.title}>
            <p>{words.none.text}</p>
          </EmptyPanel>
        ) : (
          <section aria-labelledby="links-heading">
            <h2 id="links-heading">{words.links}</h2>
            {field}
            <ul className="rows">
              {items.map((link) => (
                <Row key={link.id} link={link} changed={changed} />
              ))}
            </ul>
            <ShowMore list={list}>{words.more}</ShowMore>
          </section>
        )
      ) : error ? (
        <ProblemPanel error={error} retry={() => void Promise.all([list.refetch(), sponsors.refetch()])} />
      ) : (
        <Loading label={words.loading} blocks={[120, 72, 72]} />
      )}
    </div>
  );
}

function Row({ link, changed }: { link: SharedLink; changed: () => Promise<unknown> }) {
  const words = SHARE_WORDS[useLanguage()];
  const kitchens = useKitchenNames();
  const now = useNow();
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
  const isOver = revokedAt !== null || Date.parse(expiresAt) <= now;
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
            <Lock size={13} aria-hidden /> {words.hasPassword}
          </span>
        ) : null}
        {isOver ? (
          <span className="tag tag-bad">{revokedAt === null ? words.expired : words.ended}</span>
        ) : null}
        <p>
          <bdi>{scopeWords(scope, kitchens, words.scopes)}</bdi> · {words.views(link.views)}
          {link.viewedAt === null ? null : (
            <>
              , {words.last} <When at={link.viewedAt} />
            </>
          )}
        </p>
        <p className="quiet">
          {organisation} · {words.madeBy(madeBy)}, <When at={createdAt} /> ·{' '}
          {revokedAt === null ? (
            <>
              {words.until} <When at={expiresAt} />
            </>
          ) : (
            <>
              {words.endedAt} <When at={revokedAt} />
            </>
          )}
          {mayDownload ? '' : ` · ${words.withoutData}`}
        </p>
      </div>
      {isOver ? null : (
        <TwoSteps
          label={words.end}
          about={title}
          sure={words.sure}
          isPending={ending.isPending}
          act={() => ending.mutate()}
        />
      )}
      <FormProblem error={ending.error} />
    </li>
  );
}

/** What a link shows. */
function scopeWords(
  scope: string,
  kitchens: readonly { id: string; name: string }[],
  words: (typeof SHARE_WORDS)['en']['scopes'],
): string {
  const [kind, rest = ''] = scope.split(/:([^]*)/, 2);
  const [kitchenId = '', batch = ''] = rest.split(/\/([^]*)/, 2);
  const kitchen = kitchens.find(({ id }) => id === kitchenId)?.name ?? kitchenId;
  if (kind === 'portfolio') return words.portfolio;
  if (kind === 'sponsor') return words.sponsor;
  return kind === 'batch' ? words.batch(batch, kitchen) : kitchen;
}
