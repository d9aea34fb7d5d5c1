import { channelWords, unitLabel, type Channel, type KitchenDetail, type Series } from '@bakeloop/contracts';
import { consumed, consumption, readableSeries, resolutionWords, useFormat } from '@bakeloop/ui';
import { Bars, type ChartNote, type LimitBand } from '@bakeloop/ui/charts';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { type ChannelGroup } from '../../data/channel-groups.js';
import { isOpen, type Range } from '../../data/range.js';
import { ProblemPanel } from '../notices.js';
import { seriesFiles, seriesQuery } from './series-query.js';
import { ChartGhost, TimeChart, Untold } from './time-chart.js';

interface ChartProps {
  kitchen: Pick<KitchenDetail, 'id' | 'timeZone'>;
  range: Range;
  /** What the range covers now, ms. */
  window: { fromMs: number; toMs: number };
  notes: readonly ChartNote[];
}

/** A point narrower than two pixels is not seen. In steps, so that a dragged window does not ask for each of its widths. */
const POINT_PX = 2;
const STEP_POINTS = 50;
const pointsFor = (px: number): number =>
  Math.min(1_500, Math.max(100, Math.ceil(px / POINT_PX / STEP_POINTS) * STEP_POINTS));

/** As many points as the chart has room for: null until its place is there, so that nothing is asked for twice. */
function usePoints(): [points: number | null, onWidth: (px: number) => void] {
  const [points, setPoints] = useState<number | null>(null);
  const onWidth = useCallback((px: number) => {
    setPoints(pointsFor(px));
  }, []);
  return [points, onWidth];
}

export function GaugeChart({
  group,
  kitchen,
  range,
  window,
  notes,
  bands,
}: ChartProps & { group: ChannelGroup; bands: readonly LimitBand[] }) {
  const queries = useQueryClient();
  const [points, onWidth] = usePoints();
  useEffect(() => {
    // Beside the values. Where it does not come, that is told in the place of the chart.
    TimeChart.start().catch(() => undefined);
  }, []);
  const asked = useQueries({
    queries:
      points === null
        ? []
        : group.channels.map(({ channel }) => seriesQuery(queries, kitchen, channel, range, points)),
  });
  const failed = asked.find(({ error, data }) => error && !data);
  const loaded = asked.flatMap(({ data }) => (data ? [readableSeries(data)] : []));
  const lines = loaded.map((series) => ({ label: channelWords(series.channel).measure, series }));
  if (failed?.error) {
    return (
      <Untold title={group.title}>
        <ProblemPanel
          error={failed.error}
          retry={() => void Promise.all(asked.map((query) => query.refetch()))}
        />
      </Untold>
    );
  }
  if (points === null || loaded.length < asked.length)
    return <ChartGhost title={group.title} onWidth={onWidth} />;
  if (loaded.every((series) => series.points.length === 0)) {
    return (
      <Untold title={group.title}>
        <p className="chart-empty">Nothing was read in this time.</p>
      </Untold>
    );
  }
  return (
    <TimeChart
      title={group.title}
      lines={lines}
      unit={group.channels[0]?.unit ?? null}
      {...window}
      timeZone={kitchen.timeZone}
      limits={bands.length > 0 ? undefined : sameLimits(group.channels)}
      bands={bands}
      notes={notes}
      files={seriesFiles(kitchen.id, group.channels, window, points)}
      onWidth={onWidth}
    />
  );
}

/** Limits are drawn when they are the same for all lines; several pairs would be a thicket. */
function sameLimits([first, ...others]: Channel[]): { min: number | null; max: number | null } | undefined {
  if (!first || others.some(({ min, max }) => min !== first.min || max !== first.max)) return undefined;
  return { min: first.min, max: first.max };
}

const HOUR_MS = 3_600_000;
/** Widths of a bar, ms. */
const BINS_MS = [
  HOUR_MS / 12,
  HOUR_MS / 4,
  HOUR_MS / 2,
  HOUR_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
  168 * HOUR_MS,
];
const MOST_BARS = 32;

/** A counter as what it counted: a register that only rises tells nobody anything. */
export function CounterChart({
  channel,
  title,
  kitchen,
  range,
  window,
}: ChartProps & { channel: Channel; title: string }) {
  const format = useFormat();
  const queries = useQueryClient();
  const [points, onWidth] = usePoints();
  const { fromMs, toMs } = window;
  const [asked] = useQueries({
    queries: (points === null ? [] : [points]).map((width) =>
      seriesQuery(queries, kitchen, channel.channel, range, width),
    ),
  });
  const unit = unitLabel(channel.unit);
  const heading = `${title}, used`;
  if (asked?.error && !asked.data) {
    return (
      <Untold title={heading}>
        <ProblemPanel error={asked.error} retry={() => void asked.refetch()} />
      </Untold>
    );
  }
  if (points === null || !asked?.data) return <ChartGhost title={heading} onWidth={onWidth} />;
  const binMs = BINS_MS.find((each) => (toMs - fromMs) / each <= MOST_BARS) ?? 168 * HOUR_MS;
  const bars = barsOf(readableSeries(asked.data), fromMs, toMs, binMs);
  const sum = consumed(bars);
  if (sum === null) {
    return (
      <Untold title={heading}>
        <p className="chart-empty">Nothing was read in this time.</p>
      </Untold>
    );
  }
  return (
    <Bars
      title={heading}
      of="From"
      heightPx={240}
      note={`${format.quantity(sum, channel.unit)} in all · 1 bar = ${format.duration(binMs)}`}
      about={
        <p>
          {channel.channel} is a register that only rises. A bar is the sum of its steps upward; a step
          downward is a reset and adds nothing. A step over a gap is counted where it was seen. Read from{' '}
          {resolutionWords(asked.data)}.
        </p>
      }
      formatValue={(value) => `${format.measured(value)} ${unit}`.trim()}
      bars={bars.map(({ fromMs: start, value }) => ({
        key: String(start),
        label: format.instant(start, kitchen.timeZone, 'dateTime'),
        tick: format.instant(start, kitchen.timeZone, binMs >= 6 * HOUR_MS ? 'dayMonth' : 'time'),
        value,
      }))}
      openFrom={isOpen(range) ? String(bars.at(-1)?.fromMs) : undefined}
      files={seriesFiles(kitchen.id, [channel], window, points)}
      onWidth={onWidth}
    />
  );
}

function barsOf(series: Series, fromMs: number, toMs: number, binMs: number) {
  // Bars start at round times, so that they do not creep while the range rolls.
  const start = Math.floor(fromMs / binMs) * binMs;
  return consumption(series.points, start, toMs, binMs);
}

/** In the place of a chart that there is none of. */
