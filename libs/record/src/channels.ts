import { convertUnit, MAX_VALUE, type ResolvedReading } from '@bakeloop/contracts';
import { resolveChannels, type KnownChannel, type Sql } from '@bakeloop/db';
import type { Refusal } from './message.js';

/** Channels kept in memory at most; beyond it the memory starts anew. 200 bytes each, so about 40 MB. */
const MAX_CHANNELS = 200_000;

/**
 * Remembers channels by kitchen and name, so that a pack of known channels costs no query. Only what was committed is
 * remembered; a unit, once known, never changes (S3).
 */
export class ChannelMemory {
  private readonly known = new Map<string, KnownChannel>();

  /** Finds or creates the channels of readings. Call `keep` with the answer after the commit. */
  async resolve(
    sql: Sql,
    readings: readonly { kitchenId: string; reading: ResolvedReading }[],
  ): Promise<Map<string, KnownChannel>> {
    const found = new Map<string, KnownChannel>();
    const missing = new Map<string, { kitchenId: string; name: string; unit: string | null }>();
    for (const { kitchenId, reading } of readings) {
      const key = channelKey(kitchenId, reading.channel);
      const channel = this.known.get(key);
      if (channel && (channel.unit !== null || reading.unit === null)) found.set(key, channel);
      else if (!missing.get(key)?.unit)
        missing.set(key, { kitchenId, name: reading.channel, unit: reading.unit });
    }
    if (missing.size > 0)
      for (const row of await resolveChannels(sql, [...missing.values()]))
        found.set(channelKey(row.kitchenId, row.name), row);
    return found;
  }

  keep(channels: Map<string, KnownChannel>): void {
    if (this.known.size + channels.size > MAX_CHANNELS) this.known.clear();
    for (const [key, channel] of channels) this.known.set(key, channel);
  }

  /** After a new birth certificate: its channels are read again. */
  forget(kitchenId: string): void {
    for (const key of this.known.keys()) if (key.startsWith(`${kitchenId} `)) this.known.delete(key);
  }
}

export function channelKey(kitchenId: string, name: string): string {
  return `${kitchenId} ${name}`;
}

/** The value in the channel's unit (S3), or the refusal that says why there is none. */
export function inChannelUnit(reading: ResolvedReading, channel: KnownChannel): number | Refusal {
  if (reading.unit === null || channel.unit === null || reading.unit === channel.unit) return reading.value;
  const value = convertUnit(reading.value, reading.unit, channel.unit);
  const { position } = reading;
  if (value === null)
    return {
      position,
      reason: 'unit_mismatch',
      detail: `${reading.channel} is measured in ${channel.unit}; ${reading.unit} cannot be converted to it`,
    };
  if (Math.abs(value) > MAX_VALUE)
    return {
      position,
      reason: 'value',
      detail: `${reading.channel}: ${value} ${channel.unit} is beyond ${MAX_VALUE}, which no sensor measures`,
    };
  return value;
}
