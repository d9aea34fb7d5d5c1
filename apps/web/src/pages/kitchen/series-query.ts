import type { Series } from '@bakeloop/contracts';
import { call, foldReading } from '@bakeloop/ui';
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { rangeKey, windowOf, type Range } from '../../data/range.js';

/** Late readings change what is past: an open chart is read again that often, ms. */
const READ_AGAIN_MS = 60_000;

/** A channel over a range. Rolling ranges grow with live readings (`foldIntoSeries`) between two reads. */
export function seriesQuery(kitchenId: string, channel: string, range: Range, widthPx: number) {
  return queryOptions({
    queryKey: ['series', kitchenId, channel, range.kind, rangeKey(range), widthPx],
    queryFn: ({ signal }) => {
      const { fromMs, toMs } = windowOf(range, Date.now());
      const query = {
        channel,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        width: widthPx,
      };
      return call('series', { params: { kitchenId }, query }, { signal });
    },
    refetchInterval: range.kind === 'rolling' ? READ_AGAIN_MS : false,
    staleTime: range.kind === 'rolling' ? 0 : READ_AGAIN_MS,
  });
}

/** Adds live readings to every open rolling series of their channels. */
export function foldIntoSeries(
  queries: QueryClient,
  kitchenId: string,
  readings: { channel: string; timeMs: number; value: number }[],
): void {
  const byChannel = new Map<string, typeof readings>();
  for (const reading of readings)
    byChannel.set(reading.channel, [...(byChannel.get(reading.channel) ?? []), reading]);
  for (const [channel, fresh] of byChannel) {
    queries.setQueriesData<Series>({ queryKey: ['series', kitchenId, channel, 'rolling'] }, (series) =>
      series ? fresh.reduce(foldReading, series) : series,
    );
  }
}
