import type { ResolvedReading } from '@bakeloop/contracts';

/**
 * Readings of a message, in columns. They live until its commit, and as an object each they and their names were half of all
 * that the collector carried along.
 */
export interface Readings {
  /** Index of each in its pack. */
  positions: readonly number[];
  channels: readonly string[];
  units: readonly (string | null)[];
  values: readonly number[];
  timesMs: readonly number[];
}

/** Different names of channels that are kept once for all messages; a fleet has some hundreds. */
const MAX_NAMES = 20_000;
const names = new Map<string, string>();

export function inColumns(readings: readonly ResolvedReading[]): Readings {
  return {
    positions: readings.map(({ position }) => position),
    channels: readings.map(({ channel }) => once(channel)),
    units: readings.map(({ unit }) => unit),
    values: readings.map(({ value }) => value),
    timesMs: readings.map(({ timeMs }) => timeMs),
  };
}

export function inRows({ positions, channels, units, values, timesMs }: Readings): ResolvedReading[] {
  return positions.map((position, index) => ({
    position,
    channel: channels[index]!,
    unit: units[index]!,
    value: values[index]!,
    timeMs: timesMs[index]!,
  }));
}

/** The name as it was met first: each message brings its own copy. */
function once(name: string): string {
  const met = names.get(name);
  if (met !== undefined) return met;
  if (names.size >= MAX_NAMES) names.clear();
  names.set(name, name);
  return name;
}
