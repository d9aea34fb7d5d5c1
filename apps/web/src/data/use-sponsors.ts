import { useQuery } from '@tanstack/react-query';
import { callConsole } from './call-console.js';
import { everyPage } from './paged.js';

/** All sponsors within reach, to choose one of. */
export const useSponsors = (enabled = true) =>
  useQuery({
    queryKey: ['sponsors', 'all'],
    queryFn: ({ signal }) => everyPage((query) => callConsole('sponsors', { query }, { signal })),
    enabled,
  });
