import type { SenmlRecord } from '@bakeloop/contracts';

/** A reading as it goes out. */
export interface OutgoingReading {
  /** `machine/measure`. */
  channel: string;
  unit: string;
  value: number;
  /** Wall time, ms since the epoch. */
  timeMs: number;
}

/**
 * Readings as SenML records with as few bytes as base fields allow (RFC 8428 section 4.1): base time once, base name
 * and base unit where they change. A channel with several readings becomes the base name itself, so that each of them
 * is only a time and a value; single readings of a machine share its name as base. Times are absolute: base time and
 * `t` add up to Unix time (S4). The resolved readings are those given, whatever their order.
 */
export function compactSenml(readings: readonly OutgoingReading[]): SenmlRecord[] {
  if (readings.length === 0) return [];
  const byChannel = new Map<string, OutgoingReading[]>();
  for (const reading of readings) {
    const same = byChannel.get(reading.channel);
    if (same) same.push(reading);
    else byChannel.set(reading.channel, [reading]);
  }
  const machineOf = (channel: string): string => channel.slice(0, channel.indexOf('/') + 1);
  const groups = [...byChannel.values()].map((group) => {
    const { channel, unit } = group[0]!;
    const alone = group.length === 1;
    return { group, unit, base: alone ? machineOf(channel) : channel };
  });
  // Neighbours share base name and unit as often as possible.
  groups.sort((left, right) => order(left.base, right.base) || order(left.unit, right.unit));

  const baseS = Math.floor(readings.reduce((least, { timeMs }) => Math.min(least, timeMs), Infinity) / 1_000);
  const records: SenmlRecord[] = [];
  let name: string | undefined;
  let baseUnit: string | undefined;
  for (const { group, base, unit } of groups)
    for (const { channel, value, timeMs } of group) {
      const record: SenmlRecord = {};
      if (base !== name) record.bn = name = base;
      if (records.length === 0) record.bt = baseS;
      if (unit !== baseUnit) record.bu = baseUnit = unit;
      if (base !== channel) record.n = channel.slice(base.length);
      const afterMs = Math.round(timeMs) - baseS * 1_000;
      if (afterMs !== 0) record.t = afterMs / 1_000;
      record.v = value;
      records.push(record);
    }
  return records;
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
