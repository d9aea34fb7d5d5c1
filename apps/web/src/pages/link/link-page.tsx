import { ROLE_TEXTS } from '@bakeloop/contracts';
import { ApiProblem, type CallAnswer } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import { useLanguage } from '../../data/language.js';
import { useSession } from '../../data/use-session.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { When } from '../../parts/when.js';
import { SpokenLink } from '../../parts/spoken-link.js';
import { useTitle } from '../../parts/use-title.js';
import { LinkForm } from './link-form.js';
import { LINK_WORDS } from './link-words.js';
import '../sign-in/sign-in.css';
import { callConsole } from '../../data/call-console.js';

export type WhatLink = CallAnswer<'lookAtLink'>;

/**
 * What somebody was handed: an invitation, a way to a new password, or that of the first admin. Its secret is behind the #
 * of the address, which a browser sends to no server; it is posted.
 */
export function LinkPage() {
  const words = LINK_WORDS[useLanguage()];
  useTitle(words.title);
  const secret = useLocation().hash.slice(1);
  return (
    <div className="page sign-in-page">
      {secret === '' ? (
        <>
          <h1>{words.broken.title}</h1>
          <p className="lead">{words.broken.lead}</p>
        </>
      ) : (
        <Looked key={secret} secret={secret} />
      )}
    </div>
  );
}

function Looked({ secret }: { secret: string }) {
  const language = useLanguage();
  const words = LINK_WORDS[language];
  const link = useQuery({
    queryKey: ['link', secret],
    queryFn: ({ signal }) => callConsole('lookAtLink', { body: { secret } }, { signal }),
    staleTime: Infinity,
    // What nobody looks at any more is not kept, not even in memory.
    gcTime: 0,
  });
  const { error } = link;
  if (error instanceof ApiProblem && error.problem?.type === '/problems/link-over')
    return (
      <>
        <h1>{words.over.title}</h1>
        <p className="lead">{words.over.lead}</p>
        <p className="links">
          <SpokenLink to="/sign-in" language={language} className="button">
            {words.signIn}
          </SpokenLink>
          <SpokenLink to="/" language={language}>
            {words.start}
          </SpokenLink>
        </p>
      </>
    );
  if (link.data) return <Welcome secret={secret} link={link.data} />;
  if (error) return <ProblemPanel error={error} retry={() => void link.refetch()} />;
  return <Loading label={words.looking} blocks={[48, 220]} />;
}

function Welcome({ secret, link }: { secret: string; link: WhatLink }) {
  const { data: session } = useSession();
  const language = useLanguage();
  const words = LINK_WORDS[language];
  const { kind, organisation, role, email, known, expiresAt } = link;
  return (
    <>
      <h1>{words.titles[kind]}</h1>
      <p className="lead">
        {kind === 'first'
          ? words.first
          : kind === 'reset'
            ? [words.reset(email), link.forgetsFactors ? words.forgets : ''].join(' ')
            : [words.invited(organisation, role), known ? words.known : words.unknown].join(' ')}
      </p>
      {kind === 'invite' && role !== null ? <p className="quiet">{ROLE_TEXTS[language].may[role]}</p> : null}
      {session?.person && session.person.email !== email ? (
        <p className="trouble trouble-warning">
          <span>{words.other(session.person.name)}</span>
        </p>
      ) : null}
      <section className="panel" aria-label={words.account}>
        <LinkForm secret={secret} link={link} />
      </section>
      <p className="quiet">
        {words.until} <When at={expiresAt} />.
      </p>
    </>
  );
}
