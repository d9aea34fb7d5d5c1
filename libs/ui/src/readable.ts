import { readableAs, readableValue, type Channel, type Series } from '@bakeloop/contracts';

/** A channel with value and limits in the unit people read: a melt pressure in bar, not in pascal. */
export function readableChannel(channel: Channel): Channel {
  const to = readableAs(channel.unit);
  if (!to) return channel;
  return {
    ...channel,
    unit: to.unit,
    min: readableValue(channel.min, channel.unit),
    max: readableValue(channel.max, channel.unit),
    current: channel.current && { ...channel.current, value: channel.current.value * to.factor },
  };
}

export function readableSeries(series: Series): Series {
  const to = readableAs(series.unit);
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
