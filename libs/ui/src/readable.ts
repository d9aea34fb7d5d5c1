import type { Channel, Series } from '@bakeloop/contracts';

/** Units a channel may be stored in, and what people read instead. The stored data stays as it is. */
const READABLE: Record<string, { unit: string; factor: number }> = {
  Pa: { unit: 'bar', factor: 1e-5 },
  J: { unit: 'kWh', factor: 1 / 3.6e6 },
  Wh: { unit: 'kWh', factor: 1e-3 },
};

const readableUnit = (unit: string | null) => (unit === null ? undefined : READABLE[unit]);
const scaled = (value: number | null, factor: number): number | null =>
  value === null ? null : value * factor;

/** A value of a unit in the one that people read. */
export const readableValue = (value: number | null, unit: string | null): number | null =>
  scaled(value, readableUnit(unit)?.factor ?? 1);

/** A channel with value and limits in the unit people read: a melt pressure in bar, not in pascal. */
export function readableChannel(channel: Channel): Channel {
  const to = readableUnit(channel.unit);
  if (!to) return channel;
  return {
    ...channel,
    unit: to.unit,
    min: scaled(channel.min, to.factor),
    max: scaled(channel.max, to.factor),
    current: channel.current && { ...channel.current, value: channel.current.value * to.factor },
  };
}

export function readableSeries(series: Series): Series {
  const to = readableUnit(series.unit);
  if (!to) return series;
  const points = series.points.map(({ timeMs, mean, min, max, count }) => ({
    timeMs,
    mean: mean * to.factor,
    min: min * to.factor,
    max: max * to.factor,
    count,
  }));
  return { ...series, unit: to.unit, points };
}
