import type { Permission } from '@bakeloop/contracts';
import { lazy, Suspense, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { mayIn } from '../data/reaches.js';
import { screenAt } from '../data/screens.js';
import { useSession } from '../data/use-session.js';
import { LoadingPage, ProblemPanel } from './notices.js';

// A page that is everybody's does without it.
const ShutPanel = lazy(async () => ({ default: (await import('./shut-panel.js')).ShutPanel }));

/**
 * The page of an address, for those who may see it; for others what they can do about that. A page that is everybody's
 * waits for nothing.
 */
export function Gate({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const screen = screenAt(pathname);
  if (screen === null || screen.permission === 'public.see' || screen.permission === 'session.open')
    return children;
  return <Needs permission={screen.permission}>{children}</Needs>;
}

const SecondFactor = lazy(async () => ({
  default: (await import('../pages/account/second-factor.js')).SecondFactor,
}));

/** A page that takes a permission, where its address alone does not say so. @param kitchenId with which kitchen; absent: with any */
export function Needs({
  permission,
  kitchenId,
  children,
}: {
  permission: Permission;
  kitchenId?: string;
  children: ReactNode;
}) {
  const session = useSession();
  if (session.data === undefined)
    return (
      <div className="page">
        {session.error ? (
          <ProblemPanel error={session.error} retry={() => void session.refetch()} />
        ) : (
          <LoadingPage />
        )}
      </div>
    );
  if (mayIn(session.data, permission, kitchenId)) return children;
  return (
    <Suspense fallback={<LoadingPage />}>
      {session.data.lacksFactor ? (
        <SecondFactor lacks={session.data.lacksFactor} />
      ) : (
        <ShutPanel name={session.data.person?.name ?? null} />
      )}
    </Suspense>
  );
}
