import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { landingOf } from './data/screens.js';
import { useSession } from './data/use-session.js';

/** So long a page is left alone first: until then it may still be loading what it shows itself, ms. */
const LATER_MS = 1_000;

/** The console and its charts; modules that are here already do not come again. */
const PARTS = [
  () => import('./pages/staff-pages.js'),
  () => import('./parts/signed-in-bar.js'),
  () => import('./parts/charts/time-picture.js'),
  () => import('./parts/world-map.js'),
];

/** Who pays for each byte has said so to the browser. */
const isSaving = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

/**
 * Brings what the console is made of while somebody signs in, or looks at another page of it: so nobody waits for it, not
 * the first time either. For those who go on to the operator's phone it would be wasted, and who sees the public pages only
 * never needs it. What does not come is asked for again when it is needed.
 */
export function ConsoleAhead(): null {
  const { pathname, search } = useLocation();
  const { data: session } = useSession();
  const next = session?.person ? landingOf(session) : new URLSearchParams(search).get('next');
  const isToCome = (session?.person != null || pathname === '/sign-in') && !next?.startsWith('/operator');
  useEffect(() => {
    if (!isToCome || isSaving()) return;
    const timer = setTimeout(() => {
      void Promise.allSettled(PARTS.map((bring) => bring()));
    }, LATER_MS);
    return () => clearTimeout(timer);
  }, [isToCome]);
  return null;
}
