import type { MetricAnswer } from '@bakeloop/contracts';
import { call } from '@bakeloop/ui';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { FigureQuery } from './addresses.js';
import { shownAtFirst } from './shown.js';

const MINUTE_MS = 60_000;

/** The method changes with a release only. */
export const useMethod = () =>
  useQuery({
    queryKey: ['method'],
    queryFn: ({ signal }) => call('method', {}, { signal }),
    staleTime: Infinity,
  });

export const STATUS = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => call('status', {}, { signal }),
  staleTime: MINUTE_MS,
});

export const useStatus = () =>
  useQuery({
    ...STATUS,
    placeholderData: () => shownAtFirst()?.status,
    // Whether this is a demonstration has to be said, also by a page that came up before its server.
    refetchInterval: ({ state }) => (state.data ? false : 10_000),
  });

/** All that is counted, with what it covers. */
export const COVERAGE = queryOptions({
  queryKey: ['coverage'],
  queryFn: ({ signal }) => call('totals', {}, { signal }),
});

/** One figure, followed: it is asked again every minute, and what was shown stays until the answer comes. */
export const useFigure = (metric: string, query: FigureQuery) =>
  useQuery({
    queryKey: ['metric', metric, query],
    queryFn: ({ signal }) => call('metric', { params: { metric }, query }, { signal }),
    refetchInterval: MINUTE_MS,
    placeholderData: (before) => (before?.metric === metric ? before : shownFigure(metric, query)),
  });

/** What came with the page is of all kitchens and of all time. */
function shownFigure(metric: string, { scope, ...narrower }: FigureQuery): MetricAnswer | undefined {
  const isOfAll = scope === 'portfolio' && Object.values(narrower).every((value) => value === undefined);
  return isOfAll ? shownAtFirst()?.figures.find((figure) => figure.metric === metric) : undefined;
}
