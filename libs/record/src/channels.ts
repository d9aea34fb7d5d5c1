import { convertUnit, MAX_KITCHEN_CHANNELS, MAX_VALUE, type ResolvedReading } from '@bakeloop/contracts';
import { channelsBeyond, resolveChannels, type KnownChannel, type Sql } from '@bakeloop/db';
import type { ReadMessage, Refusal } from './message.js';

/** Channels kept in memory at most, 24 of each of 16,000 kitchens; beyond it the memory starts anew. About 100 bytes each. */
const MAX_CHANNELS = 400_000;
/** Different names and units that are kept once for all channels; a fleet has some hundreds. */
const MAX_WORDS = 20_000;

/** Channels by kitchen, then by name. */
export type Channels = Map<string, Map<string, KnownChannel>>;

/**
 * Remembers channels by kitchen and name, so that a pack of known channels costs no query. Only what was committed is
 * remembered; a unit, once known, never changes (S3).
 */
export class ChannelMemory {
  private readonly known: Channels = new Map();
  private readonly words = new Map<string, string>();
  private size = 0;

  /**
   * Finds or creates the channels of the readings of messages, but for those that would be too many of a kitchen. Call
   * `keep` with the answer after the commit.
   */
  async resolve(sql: Sql, messages: readonly (ReadMessage & { kitchenId: string })[]): Promise<Channels> {
    const missing = new Map<string, { kitchenId: string; name: string; unit: string | null }>();
    const found: Channels = new Map();
    for (const { kitchenId, content } of messages) {
      if (content.kind !== 'telemetry') continue;
      const known = this.known.get(kitchenId);
      let ofKitchen = found.get(kitchenId);
      if (ofKitchen === undefined) found.set(kitchenId, (ofKitchen = new Map()));
      const { channels: names, units } = content.readings;
      for (const [index, name] of names.entries()) {
        const unit = units[index]!;
        const met = ofKitchen.get(name);
        const channel = met ?? known?.get(name);
        // A channel without a unit takes the first one named (S3).
        if (channel && (channel.unit !== null || unit === null)) {
          if (met === undefined) ofKitchen.set(name, channel);
        } else {
          const key = `${kitchenId} ${name}`;
          if (!missing.get(key)?.unit) missing.set(key, { kitchenId, name, unit });
        }
      }
    }
    const wanted = await withinBound(sql, [...missing.values()]);
    if (wanted.length > 0)
      for (const row of await resolveChannels(sql, wanted)) {
        const name = this.once(row.name);
        const unit = row.unit === null ? null : this.once(row.unit);
        found.get(row.kitchenId)?.set(name, { ...row, name, unit });
      }
    return found;
  }

  /** The text as it was met first: kitchens have the same channels, and each its own copy would double the memory. */
  private once(text: string): string {
    const met = this.words.get(text);
    if (met !== undefined) return met;
    if (this.words.size >= MAX_WORDS) this.words.clear();
    this.words.set(text, text);
    return text;
  }

  keep(channels: Channels): void {
    for (const [kitchenId, named] of channels) {
      let ofKitchen = this.known.get(kitchenId);
      if (ofKitchen === undefined) this.known.set(kitchenId, (ofKitchen = new Map()));
      this.size -= ofKitchen.size;
      for (const [name, channel] of named) ofKitchen.set(name, channel);
      this.size += ofKitchen.size;
    }
    if (this.size <= MAX_CHANNELS) return;
    this.known.clear();
    this.size = 0;
  }

  /** After a new birth certificate: its channels are read again. */
  forget(kitchenId: string): void {
    this.size -= this.known.get(kitchenId)?.size ?? 0;
    this.known.delete(kitchenId);
  }
}

type WantedChannel = Parameters<typeof resolveChannels>[1][number];

async function withinBound(sql: Sql, wanted: readonly WantedChannel[]): Promise<readonly WantedChannel[]> {
  const taken: WantedChannel[] = [];
  for (const kitchenId of new Set(wanted.map((channel) => channel.kitchenId))) {
    const ofKitchen = wanted.filter((channel) => channel.kitchenId === kitchenId);
    const names = ofKitchen.map(({ name }) => name);
    const beyond = await channelsBeyond(sql, kitchenId, names, MAX_KITCHEN_CHANNELS);
    taken.push(...ofKitchen.filter(({ name }) => !beyond.has(name)));
  }
  return taken;
}

/** The value in the channel's unit (S3), or the refusal that says why there is none. */
export function inChannelUnit(
  reading: Omit<ResolvedReading, 'timeMs'>,
  channel: KnownChannel,
): number | Refusal {
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
