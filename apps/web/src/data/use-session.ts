import type { Permission } from '@bakeloop/contracts';
import { call, renewPageLive, SESSION_KEY } from '@bakeloop/ui';
import { useQuery, useQueryClient, type Query } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { mayIn } from './reaches.js';

const MINUTE_MS = 60_000;

export const sessionQuery = {
  queryKey: SESSION_KEY,
  queryFn: ({ signal }: { signal: AbortSignal }) => call('session', {}, { signal }),
  staleTime: MINUTE_MS,
};

/** Who looks, and how far each permission reaches for them; asked again every minute, since others may change it. */
export const useSession = () =>
  useQuery({
    ...sessionQuery,
    refetchInterval: ({ state }) => (state.data ? MINUTE_MS : 10_000),
    refetchOnWindowFocus: 'always',
  });

/** Whether who looks may do something; not before it is known who looks. */
export const useMay = (permission: Permission, kitchenId?: string): boolean =>
  mayIn(useSession().data, permission, kitchenId);

/** Whether who looks may do something with all kitchens, and so with the whole. */
export const useMayWithAll = (permission: Permission): boolean =>
  useSession().data?.reaches[permission] === 'all';

/** What is the same for everybody. */
const COMMON = ['link', 'session', 'status', 'method', 'atlas', 'permissions', 'references', 'reference'];

/**
 * To be used once for the page. When somebody else looks than before, whatever was read for who looked before is forgotten,
 * and the live connection is opened anew.
 */
export function useFreshForWhoLooks(): void {
  const queries = useQueryClient();
  const { data } = useSession();
  // Who goes on with a second factor sees other things than before, too.
  const who = data && (data.person ? `${data.person.id} ${String(data.lacksFactor === null)}` : null);
  const before = useRef(who);
  useEffect(() => {
    const known = before.current;
    before.current = who ?? known;
    if (who === undefined || known === undefined || known === who) return;
    renewPageLive();
    const isTheirs = ({ queryKey: [first] }: Query) => !COMMON.includes(String(first));
    void queries.resetQueries({ predicate: isTheirs });
  }, [who, queries]);
}
