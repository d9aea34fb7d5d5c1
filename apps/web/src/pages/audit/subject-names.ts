import { useOrganisations, usePeople } from '../../data/use-whole.js';

/** What a subject of the log is called now; one that is absent has no name, or has it no longer. */
export function useSubjectNames(): ReadonlyMap<string, string> {
  const people = usePeople();
  const organisations = useOrganisations();
  return new Map([
    ...(people.data ?? []).map(({ id, name }) => [`person:${id}`, name] as const),
    ...(organisations.data ?? []).map(({ id, name }) => [`organisation:${id}`, name] as const),
  ]);
}
