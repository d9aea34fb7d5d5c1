import type { SessionAnswer } from '@bakeloop/contracts';
import { Ago, type CallAnswer } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ROLE_NAMES } from '../../data/role-words.js';
import { Answered } from '../../parts/answered.js';
import { FormProblem } from '../../parts/form.js';
import { useSearchedList } from '../../parts/narrow.js';
import { ShownOnce } from '../../parts/once.js';
import { ShowMore } from '../../parts/show-more.js';
import { When } from '../../parts/when.js';
import { MakeToken } from './make-token.js';
import { callConsole } from '../../data/call-console.js';

type Token = CallAnswer<'tokens'>['items'][number];

/** Tokens for programs that ask in one's name: made, shown once, revoked. */
export function Tokens({ session }: { session: SessionAnswer }) {
  const queries = useQueryClient();
  const [made, setMade] = useState<CallAnswer<'makeToken'> | null>(null);
  const { list, items, isNone, field } = useSearchedList({
    key: ['own-tokens'],
    words: { label: 'Find by name, organisation or what it may', none: 'No token is like that.' },
    read: (query, options) => callConsole('tokens', { query }, options),
  });
  const changed = () => queries.invalidateQueries({ queryKey: ['own-tokens'] });
  const revoking = useMutation({
    mutationFn: (tokenId: string) => callConsole('revokeToken', { params: { tokenId } }),
    onSettled: changed,
  });
  return (
    <section aria-labelledby="tokens-heading">
      <h2 id="tokens-heading">Tokens for programs</h2>
      <p className="quiet">
        A program sends one as <code>Authorization: Bearer …</code> and may then do what you ticked, as far as
        you may yourself. <a href="/api/docs">What programs can ask for</a>
      </p>
      {made ? (
        <ShownOnce title={`Token “${made.name}”: copy it now`} text={made.secret} close={() => setMade(null)}>
          <p>It is shown this once; nobody can look it up later. Keep it where the program reads it.</p>
        </ShownOnce>
      ) : null}
      <Answered query={list} reading="Loading your tokens" blocks={[64]}>
        {() =>
          isNone ? (
            <p className="quiet">None yet.</p>
          ) : (
            <>
              {field}
              <ul className="rows">
                {items.map((token) => (
                  <Row
                    key={token.id}
                    token={token}
                    isPending={revoking.isPending}
                    revoke={() => revoking.mutate(token.id)}
                  />
                ))}
              </ul>
              <ShowMore list={list} />
            </>
          )
        }
      </Answered>
      <FormProblem error={revoking.error} />
      <MakeToken
        session={session}
        made={(token) => {
          setMade(token);
          void changed();
        }}
      />
    </section>
  );
}

function Row({ token, isPending, revoke }: { token: Token; isPending: boolean; revoke: () => void }) {
  const { name, scopes, of, organisation, role, createdAt, expiresAt, usedAt, revokedAt } = token;
  const isOver = Date.parse(expiresAt) < Date.now();
  const stands = revokedAt === null && !isOver;
  return (
    <li>
      <div>
        <strong>{name}</strong>
        {of === 'service' ? (
          <span className="tag">
            service{role === null ? '' : `, ${ROLE_NAMES[role].toLowerCase()}`}
            {organisation === null ? '' : ` of ${organisation}`}
          </span>
        ) : null}
        {stands ? null : <span className="tag tag-bad">{isOver ? 'expired' : 'revoked'}</span>}
        <p className="quiet token-scopes">{scopes.join(', ')}</p>
        <p className="quiet">
          made <When at={createdAt} /> · {isOver ? 'expired' : 'until'} <When at={expiresAt} /> ·{' '}
          {usedAt === null ? (
            'never used'
          ) : (
            <>
              last used <Ago atMs={Date.parse(usedAt)} />
            </>
          )}
        </p>
      </div>
      {stands ? (
        <button
          type="button"
          className="button button-bad"
          disabled={isPending}
          onClick={revoke}
          aria-label={`Revoke: ${name}`}
        >
          Revoke
        </button>
      ) : null}
    </li>
  );
}
