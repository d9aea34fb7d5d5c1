import type { FleetSnapshot, KitchenSnapshot, LiveRoom, PublicSnapshot } from '@bakeloop/contracts';
import { call, useRoom, type RoomListener, type SnapshotOf } from '@bakeloop/ui';
import { useDocumentVisibility } from '@mantine/hooks';
import { useQuery, type QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { EVERY_KITCHEN } from './every-kitchen.js';
import { shownAtFirst } from './shown.js';
import { COVERAGE, STATUS } from './use-figures.js';
import { useMay, useMayWithAll } from './use-session.js';

/**
 * How fresh what is shown is: `live` moves by itself, `polling` is read again every few seconds because the live
 * connection does not stand, `stale` is as of `sinceMs` (this device's clock).
 */
export type Freshness = { kind: 'connecting' | 'live' | 'polling' } | { kind: 'stale'; sinceMs: number };

export interface Followed<T> {
  data: T | null;
  freshness: Freshness;
  /** Why nothing can be shown or refreshed; null when all is well. */
  error: Error | null;
  retry: () => void;
}

const POLL_MS = 10_000;

/**
 * A room's live view, with plain HTTP before the first snapshot and wherever live updates do not get through.
 * @param mayWatch false: who looks may only read
 * @param o.first what is shown until the first answer
 * @param o.isWanted false: nothing is asked for
 */
function useFollowed<R extends LiveRoom>(
  room: R,
  mayWatch: boolean,
  read: (signal: AbortSignal, queries: QueryClient) => Promise<SnapshotOf<R>>,
  {
    listener,
    first,
    isWanted = true,
  }: { listener?: RoomListener<R> | undefined; first?: SnapshotOf<R>; isWanted?: boolean } = {},
): Followed<SnapshotOf<R>> {
  // What is read first is there sooner without a connection that opens beside it.
  const [isRead, setRead] = useState(false);
  const live = useRoom(mayWatch && isWanted && isRead ? room : null, listener);
  const isLive = live.state.kind === 'live' && live.snapshot !== null;
  // The connection of a page that nobody sees is closed; that is no reason to ask.
  const isSeen = useDocumentVisibility() !== 'hidden';
  const plain = useQuery({
    queryKey: ['room', room],
    queryFn: ({ signal, client }) => read(signal, client),
    enabled: isWanted && !isLive && isSeen,
    refetchInterval: POLL_MS,
  });
  if (!isRead && (plain.data !== undefined || plain.failureCount > 0)) setRead(true);
  const retry = () => void plain.refetch();
  if (isLive) return { data: live.snapshot, freshness: { kind: 'live' }, error: null, retry };

  const lostMs = live.state.kind === 'stale' ? live.state.sinceMs : 0;
  const plainIsNewer = plain.data !== undefined && plain.dataUpdatedAt >= lostMs;
  const data = (plainIsNewer ? plain.data : (live.snapshot ?? plain.data)) ?? first ?? null;
  if (plain.error) {
    const sinceMs = plainIsNewer ? plain.dataUpdatedAt : lostMs;
    return { data, freshness: { kind: 'stale', sinceMs }, error: plain.error, retry };
  }
  if (live.state.kind === 'connecting' && mayWatch)
    return { data, freshness: { kind: 'connecting' }, error: null, retry };
  const freshness: Freshness = plainIsNewer ? { kind: 'polling' } : { kind: 'stale', sinceMs: lostMs };
  return { data, freshness, error: null, retry };
}

/** Not from the live line: any delta behind it is a gap, which asks for a true snapshot. */
const NO_POSITION = { epoch: '', seq: 0 };

/** What other parts of the page ask for too is asked for once; when the room is read again, anew. */
const SHARED = { staleTime: POLL_MS / 2, retry: false };

async function readPublic(signal: AbortSignal, queries: QueryClient): Promise<PublicSnapshot> {
  const [kitchens, totals, status] = await Promise.all([
    call('publicKitchens', {}, { signal }),
    queries.fetchQuery({ ...COVERAGE, ...SHARED }),
    queries.fetchQuery({ ...STATUS, ...SHARED }),
  ]);
  return { ...NO_POSITION, kitchens: kitchens.items, allTime: totals.sum, status };
}

/** All kitchens as everybody may know them. @param isWanted false: nothing is asked for */
export function usePublic(isWanted = true): Followed<PublicSnapshot> {
  const shown = shownAtFirst();
  const first = shown ? { first: { ...NO_POSITION, ...shown } } : {};
  return useFollowed('public', true, readPublic, { ...first, isWanted });
}

async function readFleet(_: AbortSignal, queries: QueryClient): Promise<FleetSnapshot> {
  const [kitchens, totals, status] = await Promise.all([
    queries.fetchQuery({ ...EVERY_KITCHEN, ...SHARED }),
    queries.fetchQuery({ ...COVERAGE, ...SHARED }),
    queries.fetchQuery({ ...STATUS, ...SHARED }),
  ]);
  return { ...NO_POSITION, kitchens, allTime: totals.sum, status };
}

/** The kitchens within reach of who looks; live for who sees them all. */
export const useFleet = (): Followed<FleetSnapshot> =>
  useFollowed('fleet', useMayWithAll('fleet.see'), readFleet);

async function readKitchen(
  kitchenId: string,
  mayWatch: boolean,
  signal: AbortSignal,
): Promise<KitchenSnapshot> {
  const [kitchen, channels, batches] = await Promise.all([
    call('kitchen', { params: { kitchenId } }, { signal }),
    mayWatch ? call('channels', { params: { kitchenId } }, { signal }) : { items: [] },
    call('batches', { query: { kitchenId, limit: 20 } }, { signal }),
  ]);
  return { ...NO_POSITION, kitchen, channels: channels.items, batches: batches.items };
}

/** @param listener must keep its identity between renders */
export function useKitchen(
  kitchenId: string,
  listener?: RoomListener<`kitchen:${string}`>,
): Followed<KitchenSnapshot> {
  const mayWatch = useMay('kitchen.watch', kitchenId);
  return useFollowed(`kitchen:${kitchenId}`, mayWatch, (signal) => readKitchen(kitchenId, mayWatch, signal), {
    listener,
  });
}
