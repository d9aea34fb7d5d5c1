import type { ChangeNotice } from '@bakeloop/contracts';
import {
  copyReadings,
  insertReadings,
  KnownReading,
  markEnergyStale,
  type DecimalMemory,
  type KnownChannel,
  type ReadingRow,
  type Sql,
} from '@bakeloop/db';
import { tooManyChannels } from './bounds.js';
import { inChannelUnit, type ChannelMemory, type Channels } from './channels.js';
import type { CurrentMemory, Moved } from './current-memory.js';
import type { ReadMessage, Refusal } from './message.js';
import type { Tallies } from './tallies.js';

const HOUR_MS = 3_600_000;
/** A counter of this measure gives the energy of its machine's batches; one of the site, where all of it comes from. */
const ENERGY_SUFFIX = '/energy';
const SITE_METER = /^site\/(energy-(grid|pv|diesel)|diesel)$/;

/** How readings are written: by COPY as long as all are new, by INSERT where some may be known. */
export interface ReadingWriter {
  /** False where the server takes no COPY, or the copy of these readings met a known one. */
  readonly copies: boolean;
  /** Kitchens that lately sent readings again under another pack: theirs are inserted. */
  repeats(kitchenId: string): boolean;
  /** To be told of a kitchen whose reading, known already, has just made a copy fail. */
  repeated(kitchenId: string): void;
}

/**
 * Stores the readings of messages in the caller's transaction, with current values, and counts them.
 * @throws whatever the database throws, a unique violation where it copied one that is known: the transaction is over then
 */
export async function storeReadings(
  sql: Sql,
  memory: { channels: ChannelMemory; current: CurrentMemory; decimals: DecimalMemory },
  messages: readonly (ReadMessage & { kitchenId: string })[],
  writer: ReadingWriter,
  tallies: Tallies,
): Promise<{
  channels: Channels;
  /** What became current, to be remembered after the commit. */
  moved: Moved;
  refusals: Map<ReadMessage, Refusal[]>;
  /** Readings that became current, by kitchen. */
  live: Map<string, ChangeNotice['readings']>;
  /** Whose rollups are to be refreshed, ms since the epoch. */
  hours: number[];
  /** Hours that something came into behind a newer reading of its channel. */
  behind: { kitchenId: string; hourMs: number }[];
}> {
  const refusals = new Map<ReadMessage, Refusal[]>();
  const refuse = (message: ReadMessage, refusal: Refusal): void => {
    const known = refusals.get(message);
    if (known === undefined) refusals.set(message, [refusal]);
    else known.push(refusal);
  };
  const live = new Map<string, ChangeNotice['readings']>();
  const telling = messages.filter(({ content }) => content.kind === 'telemetry');
  let moved: Moved = { channelIds: new Set(), current: new Map(), beforeMs: new Map() };
  if (telling.length === 0) return { channels: new Map(), moved, refusals, live, hours: [], behind: [] };

  const channels = await memory.channels.resolve(sql, telling);
  const fresh: ReadingRow[] = [];
  const repeated: ReadingRow[] = [];
  const news = new Map<KnownChannel, ChannelNews>();
  const hours = new Set<number>();

  for (const message of telling) {
    if (message.content.kind !== 'telemetry') continue;
    const { kitchenId } = message;
    const { receivedAt } = message.message;
    const ofKitchen = channels.get(kitchenId);
    const isNew = writer.copies && !writer.repeats(kitchenId);
    const rows = isNew ? fresh : repeated;
    for (const reading of message.content.readings) {
      const channel = ofKitchen?.get(reading.channel);
      if (!channel) {
        refuse(message, tooManyChannels(reading.position, reading.channel));
        continue;
      }
      const value = inChannelUnit(reading, channel);
      if (typeof value !== 'number') {
        refuse(message, value);
        continue;
      }
      const { timeMs } = reading;
      const row = { channelId: channel.id, timeMs, value, receivedAt };
      rows.push(row);
      hours.add(timeMs - (timeMs % HOUR_MS));
      let known = news.get(channel);
      if (known === undefined)
        news.set(channel, (known = { newest: row, oldestMs: timeMs, copied: 0, offered: 0 }));
      else if (known.newest.timeMs < timeMs) known.newest = row;
      else if (known.oldestMs > timeMs) known.oldestMs = timeMs;
      known[isNew ? 'copied' : 'offered'] += 1;
    }
  }
  if (news.size > 0) {
    if (fresh.length > 0)
      await copyReadings(sql, memory.decimals, fresh).catch((error: unknown) => {
        const channelId = error instanceof KnownReading ? error.channelId : null;
        const known = [...news.keys()].find(({ id }) => id === channelId);
        if (known) writer.repeated(known.kitchenId);
        throw error;
      });
    const inserted =
      repeated.length > 0 ? await insertReadings(sql, memory.decimals, repeated) : new Map<number, number>();
    for (const [channel, { copied, offered }] of news) {
      const stored = copied + (inserted.get(channel.id) ?? 0);
      tallies.add(channel.kitchenId, 'stored', stored);
      tallies.add(channel.kitchenId, 'duplicate', copied + offered - stored);
    }
    const newest = new Map<string, ReadingRow[]>();
    for (const [{ kitchenId }, ofChannel] of news) {
      const ofKitchen = newest.get(kitchenId);
      if (ofKitchen === undefined) newest.set(kitchenId, [ofChannel.newest]);
      else ofKitchen.push(ofChannel.newest);
    }
    moved = await memory.current.move(sql, newest);
    const metered = [...news].flatMap(([channel, span]) => meteredSpan(channel, span) ?? []);
    if (metered.length > 0) await markEnergyStale(sql, metered);
    for (const [{ id, kitchenId, name }, { newest }] of news) {
      if (!moved.channelIds.has(id)) continue;
      const { timeMs, value } = newest;
      const readings = live.get(kitchenId);
      if (readings === undefined) live.set(kitchenId, [{ channel: name, timeMs, value }]);
      else readings.push({ channel: name, timeMs, value });
    }
  }
  const behind = hoursBehind([fresh, repeated], news, moved.beforeMs);
  return { channels, moved, refusals, live, hours: [...hours], behind };
}

/** In the usual case, in which everything is newer than what was there, nothing is gone through. */
function hoursBehind(
  stored: readonly (readonly ReadingRow[])[],
  news: ReadonlyMap<KnownChannel, ChannelNews>,
  beforeMs: ReadonlyMap<number, number>,
): { kitchenId: string; hourMs: number }[] {
  const kitchens = new Map<number, string>();
  for (const [{ id, kitchenId }, { oldestMs }] of news)
    if (oldestMs < (beforeMs.get(id) ?? -Infinity)) kitchens.set(id, kitchenId);
  if (kitchens.size === 0) return [];
  const hours = new Map<string, { kitchenId: string; hourMs: number }>();
  for (const { channelId, timeMs } of stored.flat()) {
    const kitchenId = kitchens.get(channelId);
    if (kitchenId === undefined || timeMs >= (beforeMs.get(channelId) ?? -Infinity)) continue;
    const hourMs = timeMs - (timeMs % HOUR_MS);
    hours.set(`${kitchenId} ${String(hourMs)}`, { kitchenId, hourMs });
  }
  return [...hours.values()];
}

/** What came of one channel. */
interface ChannelNews {
  newest: ReadingRow;
  oldestMs: number;
  /** Readings that were copied, all of which are new, and that were inserted, of which some may be known. */
  copied: number;
  offered: number;
}

/** Whose energy a channel meters, machine null for the whole site, and from when to when; null when it is no meter. */
function meteredSpan(
  { kitchenId, name }: KnownChannel,
  { newest, oldestMs }: ChannelNews,
): Parameters<typeof markEnergyStale>[1][number] | null {
  const ofSite = SITE_METER.test(name);
  if (!ofSite && !name.endsWith(ENERGY_SUFFIX)) return null;
  const machine = ofSite ? null : name.slice(0, -ENERGY_SUFFIX.length);
  return { kitchenId, machine, fromMs: oldestMs, toMs: newest.timeMs };
}
