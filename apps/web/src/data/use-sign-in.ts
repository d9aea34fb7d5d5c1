import type { SessionAnswer } from '@bakeloop/contracts';
import { SESSION_KEY } from '@bakeloop/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import { nextPath } from './next-path.js';
import { landingOf } from './screens.js';

/** Goes on as whoever has just signed in: to the page they came for, or to where they want to be. */
export function useGoOnAs(): (session: SessionAnswer, landing?: string) => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const asked = nextPath(search.get('next'), location.origin);
  return (session, landing) => {
    queries.setQueryData(SESSION_KEY, session);
    const next = asked ?? landing ?? landingOf(session);
    // The operator's phone and the page of the API are no pages of this app.
    if (/^\/(operator|api)(\/|$)/.test(next)) location.assign(next);
    else void navigate(next, { replace: true });
  };
}
