import type { ChangeNotice } from '@bakeloop/contracts';
import {
  copyReadings,
  insertReadings,
  KnownReading,
  markEnergyStale,
  type ChannelReadings,
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
  const news = new Map<KnownChannel, ChannelNews>();

  for (const message of telling) {
    if (message.content.kind !== 'telemetry') continue;
    const ofKitchen = channels.get(message.kitchenId);
    const receivedMs = message.message.receivedAt.getTime();
    const { positions, channels: names, units, values, timesMs } = message.content.readings;
    for (const [index, name] of names.entries()) {
      const channel = ofKitchen?.get(name);
      const position = positions[index]!;
      if (!channel) {
        refuse(message, tooManyChannels(position, name));
        continue;
      }
      const reading = { position, channel: name, unit: units[index]!, value: values[index]! };
      const value = inChannelUnit(reading, channel);
      if (typeof value !== 'number') {
        refuse(message, value);
        continue;
      }
      let known = news.get(channel);
      if (known === undefined) {
        const isNew = writer.copies && !writer.repeats(channel.kitchenId);
        known = { isNew, channelId: channel.id, timesMs: [], values: [], receivedMs: [] };
        news.set(channel, known);
      }
      known.timesMs.push(timesMs[index]!);
      known.values.push(value);
      known.receivedMs.push(receivedMs);
    }
  }
  if (news.size === 0) return { channels, moved, refusals, live, hours: [], behind: [] };

  const all = [...news.values()];
  const fresh = all.filter(({ isNew }) => isNew);
  const repeated = all.filter(({ isNew }) => !isNew);
  if (fresh.length > 0)
    await copyReadings(sql, memory.decimals, fresh).catch((error: unknown) => {
      const channelId = error instanceof KnownReading ? error.channelId : null;
      const known = [...news.keys()].find(({ id }) => id === channelId);
      if (known) writer.repeated(known.kitchenId);
      throw error;
    });
  const inserted =
    repeated.length > 0 ? await insertReadings(sql, memory.decimals, repeated) : new Map<number, number>();
  for (const [{ id, kitchenId }, { isNew, timesMs }] of news) {
    const stored = isNew ? timesMs.length : (inserted.get(id) ?? 0);
    tallies.add(kitchenId, 'stored', stored);
    tallies.add(kitchenId, 'duplicate', timesMs.length - stored);
  }

  const spans = new Map([...news].map(([channel, readings]) => [channel, spanOf(readings)]));
  const newest = new Map<string, ReadingRow[]>();
  for (const [{ kitchenId }, span] of spans) {
    const ofKitchen = newest.get(kitchenId);
    if (ofKitchen === undefined) newest.set(kitchenId, [span.newest]);
    else ofKitchen.push(span.newest);
  }
  moved = await memory.current.move(sql, newest);
  const metered = [...spans].flatMap(([channel, span]) => meteredSpan(channel, span) ?? []);
  if (metered.length > 0) await markEnergyStale(sql, metered);
  for (const [{ id, kitchenId, name }, { newest }] of spans) {
    if (!moved.channelIds.has(id)) continue;
    const { timeMs, value } = newest;
    const readings = live.get(kitchenId);
    if (readings === undefined) live.set(kitchenId, [{ channel: name, timeMs, value }]);
    else readings.push({ channel: name, timeMs, value });
  }
  const hours = new Set(all.flatMap(({ timesMs }) => hoursOf(timesMs)));
  const behind = hoursBehind(news, spans, moved.beforeMs);
  return { channels, moved, refusals, live, hours: [...hours], behind };
}

/** The hours of times, ms since the epoch, each once or more, in turn. */
function hoursOf(timesMs: readonly number[]): number[] {
  const hours: number[] = [];
  for (const timeMs of timesMs) {
    const hourMs = timeMs - (timeMs % HOUR_MS);
    if (hours.at(-1) !== hourMs) hours.push(hourMs);
  }
  return hours;
}

/** In the usual case, in which everything is newer than what was there, nothing is gone through. */
function hoursBehind(
  news: ReadonlyMap<KnownChannel, ChannelNews>,
  spans: ReadonlyMap<KnownChannel, Span>,
  beforeMs: ReadonlyMap<number, number>,
): { kitchenId: string; hourMs: number }[] {
  const hours = new Map<string, { kitchenId: string; hourMs: number }>();
  for (const [channel, { oldestMs }] of spans) {
    const { id, kitchenId } = channel;
    const currentMs = beforeMs.get(id) ?? -Infinity;
    if (oldestMs >= currentMs) continue;
    const late = news.get(channel)?.timesMs.filter((timeMs) => timeMs < currentMs) ?? [];
    for (const hourMs of hoursOf(late)) hours.set(`${kitchenId} ${String(hourMs)}`, { kitchenId, hourMs });
  }
  return [...hours.values()];
}

/** What came of one channel. */
interface ChannelNews extends ChannelReadings {
  /** Copied, all of it new; else inserted, and some may be known. */
  isNew: boolean;
}

interface Span {
  newest: ReadingRow;
  oldestMs: number;
}

/** The newest of some readings, of several at the same time the first, and the time of the oldest. */
function spanOf({ channelId, timesMs, values, receivedMs }: ChannelReadings): Span {
  let newestAt = 0;
  let oldestMs = Infinity;
  for (const [index, timeMs] of timesMs.entries()) {
    if (timeMs > timesMs[newestAt]!) newestAt = index;
    if (timeMs < oldestMs) oldestMs = timeMs;
  }
  const newest = {
    channelId,
    timeMs: timesMs[newestAt]!,
    value: values[newestAt]!,
    receivedMs: receivedMs[newestAt]!,
  };
  return { newest, oldestMs };
}

/** Whose energy a channel meters, machine null for the whole site, and from when to when; null when it is no meter. */
function meteredSpan(
  { kitchenId, name }: KnownChannel,
  { newest, oldestMs }: Span,
): Parameters<typeof markEnergyStale>[1][number] | null {
  const ofSite = SITE_METER.test(name);
  if (!ofSite && !name.endsWith(ENERGY_SUFFIX)) return null;
  const machine = ofSite ? null : name.slice(0, -ENERGY_SUFFIX.length);
  return { kitchenId, machine, fromMs: oldestMs, toMs: newest.timeMs };
}
