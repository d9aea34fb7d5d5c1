import type { ChangeNotice } from '@bakeloop/contracts';
import {
  insertReadings,
  markEnergyStale,
  markHours,
  moveCurrentValues,
  type KnownChannel,
  type ReadingRow,
  type Sql,
} from '@bakeloop/db';
import { channelKey, inChannelUnit, type ChannelMemory } from './channels.js';
import type { ReadMessage, Refusal } from './message.js';

const HOUR_MS = 3_600_000;
/** A counter of this measure gives the energy of its machine's batches; one of the site, where all of it comes from. */
const ENERGY_SUFFIX = '/energy';
const SITE_METER = /^site\/(energy-(grid|pv|diesel)|diesel)$/;

/** Stores the readings of messages in the caller's transaction, with current values and rollup marks. */
export async function storeReadings(
  sql: Sql,
  memory: ChannelMemory,
  messages: readonly (ReadMessage & { kitchenId: string })[],
): Promise<{
  channels: Map<string, KnownChannel>;
  refusals: Map<ReadMessage, Refusal[]>;
  /** Readings that became current, by kitchen. */
  live: Map<string, ChangeNotice['readings']>;
  count: number;
}> {
  const refusals = new Map<ReadMessage, Refusal[]>();
  const live = new Map<string, ChangeNotice['readings']>();
  const incoming = messages.flatMap((message) =>
    message.content.kind === 'telemetry'
      ? message.content.readings.map((reading) => ({ message, kitchenId: message.kitchenId, reading }))
      : [],
  );
  if (incoming.length === 0) return { channels: new Map(), refusals, live, count: 0 };

  const channels = await memory.resolve(sql, incoming);
  const rows: (ReadingRow & { channel: KnownChannel })[] = [];
  const newest = new Map<number, ReadingRow & { channel: KnownChannel }>();
  const hours = new Set<number>();
  const energySpans = new Map<
    string,
    { kitchenId: string; machine: string | null; fromMs: number; toMs: number }
  >();

  for (const { message, kitchenId, reading } of incoming) {
    const key = channelKey(kitchenId, reading.channel);
    const channel = channels.get(key);
    if (!channel) throw new Error(`channel ${key} was not created`);
    const value = inChannelUnit(reading, channel);
    if (typeof value !== 'number') {
      refusals.set(message, [...(refusals.get(message) ?? []), value]);
      continue;
    }
    const row = {
      channelId: channel.id,
      timeMs: reading.timeMs,
      value,
      receivedAt: message.message.receivedAt,
      channel,
    };
    rows.push(row);
    if ((newest.get(channel.id)?.timeMs ?? -Infinity) < row.timeMs) newest.set(channel.id, row);
    hours.add(Math.floor(row.timeMs / HOUR_MS) * HOUR_MS);
    if (reading.channel.endsWith(ENERGY_SUFFIX) || SITE_METER.test(reading.channel)) {
      const span = energySpans.get(key);
      energySpans.set(key, {
        kitchenId,
        machine: SITE_METER.test(reading.channel) ? null : reading.channel.slice(0, -ENERGY_SUFFIX.length),
        fromMs: Math.min(span?.fromMs ?? Infinity, row.timeMs),
        toMs: Math.max(span?.toMs ?? -Infinity, row.timeMs),
      });
    }
  }
  if (rows.length > 0) {
    await insertReadings(sql, rows);
    const moved = await moveCurrentValues(sql, [...newest.values()]);
    await markHours(sql, [...hours]);
    if (energySpans.size > 0) await markEnergyStale(sql, [...energySpans.values()]);
    for (const row of newest.values()) {
      if (!moved.has(row.channelId)) continue;
      const readings = live.get(row.channel.kitchenId) ?? [];
      readings.push({ channel: row.channel.name, timeMs: row.timeMs, value: row.value });
      live.set(row.channel.kitchenId, readings);
    }
  }
  return { channels, refusals, live, count: rows.length };
}
