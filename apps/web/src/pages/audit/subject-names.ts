import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../data/use-session.js';
import { callConsole } from '../../data/call-console.js';

/** The people one may see, for names and for the choice of one. */
export function usePeople() {
  return useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => callConsole('people', {}, { signal }),
    enabled: useMay('people.manage'),
  });
}

/** What a subject of the log is called now; one that is absent has no name, or has it no longer. */
export function useSubjectNames(): ReadonlyMap<string, string> {
  const people = usePeople();
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => callConsole('organisations', {}, { signal }),
    enabled: useMay('people.manage'),
  });
  return new Map([
    ...(people.data?.items ?? []).map(({ id, name }) => [`person:${id}`, name] as const),
    ...(organisations.data?.items ?? []).map(({ id, name }) => [`organisation:${id}`, name] as const),
  ]);
}
