import type { PlatformStatus } from '@bakeloop/contracts';
import { Ago, ApiProblem, needsSignIn, useFormat } from '@bakeloop/ui';
import { CloudOff, FlaskConical, Inbox, RotateCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { LINE_PATH } from '../data/addresses.js';
import { useFrameWords } from '../data/frame-words.js';
import { useLanguage } from '../data/language.js';
import { signInPath } from '../data/next-path.js';
import type { Freshness } from '../data/use-followed.js';

/** Said plainly and always: simulated numbers are no impact. */
export function DemoBanner({ status }: { status: PlatformStatus | undefined }) {
  const words = useFrameWords();
  if (!status?.demo) return null;
  return (
    <p className="demo-banner">
      <FlaskConical size={18} aria-hidden />
      <span>
        <strong>{words.demo}</strong> {words.demoText}
      </span>
    </p>
  );
}

/** While the weeks of history behind a demonstration are still being loaded, totals still grow. */
export function HistoryProgress({ status }: { status: PlatformStatus | undefined }) {
  const format = useFormat();
  if (!status?.history) return null;
  const { done, total } = status.history;
  return (
    <div className="history">
      <label htmlFor="history-progress">
        Loading history: day {format.number(done)} of {format.number(total)}. Totals grow until it is done.
      </label>
      <progress id="history-progress" max={Math.max(1, total)} value={done} />
    </div>
  );
}

/** Nothing comes through: numbers stand still, though every page is live. */
export function LineNote({ status }: { status: PlatformStatus | undefined }) {
  if (status?.canary.state !== 'late') return null;
  const { sentAt } = status.canary;
  return (
    <div className="stale-note" role="status">
      <TriangleAlert size={18} aria-hidden />
      <span>
        Nothing arrives from any kitchen
        {sentAt === null ? (
          ''
        ) : (
          <>
            ; the newest of the platform&apos;s own packs was sent <Ago atMs={Date.parse(sentAt)} />
          </>
        )}
        . Broker or ingest does not work. <Link to={LINE_PATH}>How the line does</Link>
      </span>
    </div>
  );
}

/** One line on how fresh the page is: quiet when live, plain when not. */
export function FreshnessMark({ freshness }: { freshness: Freshness }) {
  switch (freshness.kind) {
    case 'live':
      return (
        <span className="fresh fresh-live">
          <span className="dot" aria-hidden /> Live
        </span>
      );
    case 'polling':
      return <span className="fresh">Updated every 10 s</span>;
    case 'connecting':
      return <span className="fresh">Connecting…</span>;
    case 'stale':
      return (
        <span className="fresh fresh-stale">
          <CloudOff size={15} aria-hidden />
          <span>
            As of <Ago atMs={freshness.sinceMs} />, reconnecting
          </span>
        </span>
      );
  }
}

/** Over a page whose numbers are old: what they are of, and what to do. */
export function StaleNote({
  freshness,
  error,
  retry,
}: {
  freshness: Freshness;
  error: Error | null;
  retry: () => void;
}) {
  if (freshness.kind !== 'stale' || error === null) return null;
  return (
    <div className="stale-note" role="status">
      <CloudOff size={18} aria-hidden />
      <span>
        {error.message} These numbers are as of <Ago atMs={freshness.sinceMs} />.
      </span>
      <button type="button" className="text-button" onClick={retry}>
        Try now
      </button>
    </div>
  );
}

/** Instead of a page or a part of it: what went wrong, in the server's own words, and a way on. */
export function ProblemPanel({ error, retry }: { error: Error; retry?: (() => void) | undefined }) {
  const problem = error instanceof ApiProblem ? error : null;
  const offline = problem?.kind === 'offline';
  // What the server refuses it refuses again.
  const mayPass = !(problem !== null && problem.status >= 400 && problem.status < 500);
  const Icon = offline ? CloudOff : TriangleAlert;
  const language = useLanguage();
  const words = useFrameWords();
  const said = words.problem(error);
  const title = offline
    ? words.offline
    : language === 'en'
      ? (problem?.problem?.title ?? words.failed)
      : words.failed;
  return (
    <div className="notice-panel" role="alert">
      <Icon size={28} aria-hidden />
      <div>
        <p className="notice-title">{title}</p>
        <p>{said === title ? null : said}</p>
        {problem?.problem?.instance ? (
          <p className="quiet">
            {words.quote} {problem.problem.instance}
          </p>
        ) : null}
        {needsSignIn(error) ? <SignInHere /> : null}
        {retry && mayPass ? (
          <button type="button" className="button" onClick={retry}>
            <RotateCw size={16} aria-hidden /> {words.again}
          </button>
        ) : null}
      </div>
    </div>
  );
}

/** Leads back to where it stands. */
function SignInHere() {
  const { pathname, search, hash } = useLocation();
  const { signIn } = useFrameWords();
  return (
    <p>
      <Link to={signInPath(pathname + search + hash)}>{signIn}</Link>
    </p>
  );
}

export function EmptyPanel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="notice-panel notice-empty">
      <Inbox size={28} aria-hidden />
      <div>
        <p className="notice-title">{title}</p>
        <div>{children}</div>
      </div>
    </div>
  );
}

/** Shapes where content will be; said once to those who do not see them. */
export function Loading({ label, blocks }: { label: string; blocks: number[] }) {
  return (
    <div role="status">
      <span className="bl-hidden">{label}</span>
      {blocks.map((heightPx, index) => (
        <div key={index} className="ghost" style={{ height: heightPx }} />
      ))}
    </div>
  );
}

/** Where a page will be. */
export function LoadingPage() {
  const { loading } = useFrameWords();
  return <Loading label={loading} blocks={[48, 220, 320]} />;
}
