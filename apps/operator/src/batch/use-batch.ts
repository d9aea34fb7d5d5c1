import { reduceBatch, resolveEvents, type BatchState, type KitchenEvent } from '@bakeloop/domain';
import { useMemo } from 'react';
import { factsOf } from '../log/entries.js';
import { useLog } from '../log/use-log.js';
import { useServer, type FromServer } from '../server/use-server.js';
import { union } from './facts.js';

export interface KnownBatch extends Omit<FromServer<unknown>, 'data'> {
  /** By the same reducer as the server's, over its events and the phone's own; null while nothing is known. */
  state: BatchState | null;
  /** Events about the batch, newest first, corrected and cancelled ones included. */
  events: KitchenEvent[];
  /** Id of a struck event to what struck it. */
  struckBy: ReadonlyMap<string, string>;
}

/** A batch as this phone knows it now, with or without a network. @param batchId empty: none, and nobody is asked */
export function useBatch(kitchenId: string, batchId: string): KnownBatch {
  const { entries } = useLog();
  // Until the start is sent, the server can only answer that it knows no such batch.
  const unsent = entries.some(
    ({ event, state }) =>
      event.type === 'batch.started' && event.batchId === batchId && state.kind === 'waiting',
  );
  const { data, problem, loading } = useServer(
    unsent || batchId === '' ? null : `batch.${kitchenId}.${batchId}`,
    'batch',
    {
      params: { kitchenId, batchId },
    },
  );
  return useMemo(() => {
    const facts = union(data?.events ?? [], factsOf(entries, kitchenId));
    const events = facts
      .filter((event) => event.batchId === batchId)
      .sort((left, right) => Date.parse(right.time) - Date.parse(left.time) || (left.id < right.id ? 1 : -1));
    const { struckBy } = resolveEvents(facts);
    return { state: reduceBatch(batchId, facts), events, struckBy, problem, loading };
  }, [data, entries, kitchenId, batchId, problem, loading]);
}
