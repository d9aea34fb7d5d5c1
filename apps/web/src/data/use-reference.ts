import { call } from '@bakeloop/ui';
import type { ReferenceKind } from '@bakeloop/domain';
import { useQueries, useQuery } from '@tanstack/react-query';
import { recordsFrom } from './reference-words.js';
import { callConsole } from './call-console.js';

/** The newest version of every record of a kind. */
export function useReferences(kind: ReferenceKind) {
  return useQuery(references(kind));
}

/** Every version of a record, newest first. */
export function useVersions(kind: ReferenceKind, id: string) {
  return useQuery({
    queryKey: ['reference', kind, id],
    queryFn: async ({ signal }) =>
      recordsFrom((await callConsole('reference', { params: { kind, id } }, { signal })).items),
  });
}

const NAMES: Record<ReferenceKind, readonly ReferenceKind[]> = {
  polymer: [],
  product: ['factor-set'],
  recipe: ['polymer', 'product'],
  baseline: [],
  'factor-set': [],
};

/** The records that one of this kind may name; empty until they are there. */
export function useNamed(kind: ReferenceKind) {
  const answers = useQueries({ queries: NAMES[kind].map(references) });
  return {
    records: answers.flatMap(({ data }) => data ?? []),
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    isReady: answers.every(({ data }) => data !== undefined),
  };
}

function references(kind: ReferenceKind) {
  return {
    queryKey: ['references', kind],
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      recordsFrom((await call('references', { params: { kind } }, { signal })).items),
  };
}
