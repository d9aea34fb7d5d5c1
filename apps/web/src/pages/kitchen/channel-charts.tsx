import type { Channel, KitchenDetail, Series } from '@bakeloop/contracts';
import { consumed, consumption, readableSeries, unitLabel, useFormat, useNow } from '@bakeloop/ui';
import { Bars, TimeChart } from '@bakeloop/ui/charts';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { channelWords, type ChannelGroup } from '../../data/channel-groups.js';
import { windowOf, type Range } from '../../data/range.js';
import { ProblemPanel } from '../../parts/notices.js';
import { seriesQuery } from './series-query.js';

interface ChartProps {
  kitchen: KitchenDetail;
  range: Range;
  widthPx: number;
}

/** A rolling chart moves on that often, ms: finer is not seen. */
const MOVE_EVERY_MS = 5_000;

function useWindow(range: Range): { fromMs: number; toMs: number } {
  const now = useNow();
  const steady = Math.floor(now / MOVE_EVERY_MS) * MOVE_EVERY_MS + MOVE_EVERY_MS;
  return windowOf(range, steady);
}

export function GaugeChart({ group, kitchen, range, widthPx }: ChartProps & { group: ChannelGroup }) {
  const { fromMs, toMs } = useWindow(range);
  const asked = useQueries({
    queries: group.channels.map(({ channel }) => seriesQuery(kitchen.id, channel, range, widthPx)),
  });
  const failed = asked.find(({ error, data }) => error && !data);
  const loaded = asked.flatMap(({ data }) => (data ? [readableSeries(data)] : []));
  const lines = loaded.map((series) => ({ label: channelWords(series.channel).measure, series }));
  if (failed?.error) {
    return (
      <ChartFrame title={group.title}>
        <ProblemPanel
          error={failed.error}
          retry={() => void Promise.all(asked.map((query) => query.refetch()))}
        />
      </ChartFrame>
    );
  }
  if (loaded.length < asked.length) return <ChartGhost title={group.title} />;
  if (loaded.every(({ points }) => points.length === 0)) {
    return (
      <ChartFrame title={group.title}>
        <p className="chart-empty">Nothing was read in this time.</p>
      </ChartFrame>
    );
  }
  return (
    <TimeChart
      title={group.title}
      lines={lines}
      unit={group.channels[0]?.unit ?? null}
      fromMs={fromMs}
      toMs={toMs}
      timeZone={kitchen.timeZone}
      limits={sameLimits(group.channels)}
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
  widthPx,
}: ChartProps & { channel: Channel; title: string }) {
  const format = useFormat();
  const { fromMs, toMs } = useWindow(range);
  const [asked] = useQueries({ queries: [seriesQuery(kitchen.id, channel.channel, range, widthPx)] });
  const unit = unitLabel(channel.unit);
  const heading = `${title}, used`;
  if (asked.error && !asked.data) {
    return (
      <ChartFrame title={heading}>
        <ProblemPanel error={asked.error} retry={() => void asked.refetch()} />
      </ChartFrame>
    );
  }
  if (!asked.data) return <ChartGhost title={heading} />;
  const binMs = BINS_MS.find((each) => (toMs - fromMs) / each <= MOST_BARS) ?? 168 * HOUR_MS;
  const bars = barsOf(readableSeries(asked.data), fromMs, toMs, binMs);
  const sum = consumed(bars);
  if (sum === null) {
    return (
      <ChartFrame title={heading}>
        <p className="chart-empty">Nothing was read in this time.</p>
      </ChartFrame>
    );
  }
  return (
    <Bars
      title={heading}
      heightPx={240}
      note={`${format.quantity(sum, channel.unit)} in all, a bar is ${format.duration(binMs)}`}
      formatValue={(value) => `${format.measured(value)} ${unit}`.trim()}
      bars={bars.map(({ fromMs: start, value }) => ({
        key: String(start),
        label: format.instant(start, kitchen.timeZone, 'dateTime'),
        tick: format.instant(start, kitchen.timeZone, binMs >= 6 * HOUR_MS ? 'dayMonth' : 'time'),
        value,
      }))}
      openFrom={range.kind === 'rolling' ? String(bars.at(-1)?.fromMs) : undefined}
    />
  );
}

function barsOf(series: Series, fromMs: number, toMs: number, binMs: number) {
  // Bars start at round times, so that they do not creep while the range rolls.
  const start = Math.floor(fromMs / binMs) * binMs;
  return consumption(series.points, start, toMs, binMs);
}

function ChartFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="bl-chart">
      <p className="bl-chart-title">{title}</p>
      {children}
    </div>
  );
}

function ChartGhost({ title }: { title: string }) {
  return (
    <ChartFrame title={title}>
      <div className="ghost" style={{ height: 240 }} role="status">
        <span className="bl-hidden">Loading {title}</span>
      </div>
    </ChartFrame>
  );
}
