import {
  workRoutes,
  type Channel,
  type KitchenDelta,
  type LiveReading,
  type Series,
} from '@bakeloop/contracts';
import { call, fileHref, foldReadings, repaints } from '@bakeloop/ui';
import { queryOptions, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { isOpen, rangeKey, windowOf, type Range } from '../../data/range.js';

/** Late readings change what is past: an open chart is read again that often, ms. */
const READ_AGAIN_MS = 60_000;

/** A channel over a range. Open ranges grow with live readings (`LiveSeries`) between two reads. */
export function seriesQuery(
  queries: QueryClient,
  { id, timeZone }: { id: string; timeZone: string },
  channel: string,
  range: Range,
  width: number,
) {
  const grows = isOpen(range);
  const ofRange = ['series', id, channel, grows ? 'open' : 'closed', rangeKey(range, Date.now(), timeZone)];
  return queryOptions<Series>({
    queryKey: [...ofRange, width],
    queryFn: ({ signal }) => {
      const { fromMs, toMs } = windowOf(range, Date.now(), timeZone);
      const query = {
        channel,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        width,
      };
      return call('series', { params: { kitchenId: id }, query }, { signal });
    },
    refetchInterval: grows ? READ_AGAIN_MS : false,
    staleTime: grows ? 0 : READ_AGAIN_MS,
    // A chart that becomes wider shows what it has until the finer is there.
    placeholderData: () =>
      queries
        .getQueriesData<Series>({ queryKey: ofRange })
        .flatMap(([, known]) => known ?? [])
        .at(-1),
  });
}

/** What the server makes of the same channels, range and width, and of every reading in it. */
export function seriesFiles(
  kitchenId: string,
  channels: readonly Pick<Channel, 'channel'>[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
  width: number,
): { label: string; href: string }[] {
  const href = (grain: 'shown' | 'readings'): string =>
    fileHref(workRoutes.seriesTable, {
      params: { kitchenId },
      query: {
        channels: channels.map(({ channel }) => channel).join(','),
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        width,
        grain,
      },
    });
  return [
    { label: 'CSV, as shown', href: href('shown') },
    { label: 'CSV, every reading', href: href('readings') },
  ];
}

/** Readings of one channel that wait to be drawn; what is more is read again within the minute. */
const MOST_WAITING = 2_000;

/**
 * Adds live readings to every open series of their channels, with whatever else is repainted. While nobody looks they wait,
 * and no more of them than a chart has room for.
 */
export class LiveSeries {
  private waiting = new Map<string, LiveReading[]>();

  constructor(
    private readonly queries: QueryClient,
    private readonly kitchenId: string,
  ) {}

  add(readings: readonly LiveReading[]): void {
    if (readings.length === 0) return;
    for (const reading of readings) {
      const before = this.waiting.get(reading.channel);
      if (before === undefined) this.waiting.set(reading.channel, [reading]);
      else if (before.push(reading) > 2 * MOST_WAITING) before.splice(0, before.length - MOST_WAITING);
    }
    repaints.ask(this, () => {
      this.fold();
    });
  }

  /** What was missed is in no delta: everything open is read again. */
  resync(): void {
    this.waiting.clear();
    void this.queries.invalidateQueries({ queryKey: ['series', this.kitchenId] });
  }

  private fold(): void {
    const waiting = this.waiting;
    this.waiting = new Map();
    for (const [channel, readings] of waiting)
      this.queries.setQueriesData<Series>(
        { queryKey: ['series', this.kitchenId, channel, 'open'] },
        (series) => (series ? foldReadings(series, readings) : series),
      );
  }
}

/** For the room of a kitchen: its open series grow with it, and are read again when something was missed. */
export function useLiveSeries(kitchenId: string) {
  const queries = useQueryClient();
  return useMemo(() => {
    const live = new LiveSeries(queries, kitchenId);
    return {
      onDelta: ({ readings }: KitchenDelta) => {
        live.add(readings);
      },
      onResync: () => {
        live.resync();
      },
    };
  }, [queries, kitchenId]);
}
