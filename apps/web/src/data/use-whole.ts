import { everyPage, type CallOptions, type Page } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { callConsole } from './call-console.js';
import { useMay } from './use-session.js';

/** Lists that are chosen from or named by, and so are needed whole; for lists that are shown see `useSearchedList`. */

function useWhole<T>(
  key: string,
  read: (query: { limit: number; cursor: string | undefined }, options: CallOptions) => Promise<Page<T>>,
  enabled: boolean,
) {
  return useQuery({
    queryKey: [key, 'all'],
    queryFn: ({ signal }) => everyPage((query) => read(query, { signal })),
    enabled,
  });
}

/** All sponsors within reach. */
export const useSponsors = (enabled = true) =>
  useWhole('sponsors', (query, options) => callConsole('sponsors', { query }, options), enabled);

/** All organisations whose people one manages; nothing is asked for who manages nobody. */
export const useOrganisations = () =>
  useWhole(
    'organisations',
    (query, options) => callConsole('organisations', { query }, options),
    useMay('people.manage'),
  );

/** All people one manages; the same. */
export const usePeople = () =>
  useWhole('people', (query, options) => callConsole('people', { query }, options), useMay('people.manage'));
