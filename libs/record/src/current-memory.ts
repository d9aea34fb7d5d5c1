import {
  readCurrentValues,
  saveCurrentValues,
  type CurrentValues,
  type ReadingRow,
  type Sql,
} from '@bakeloop/db';

/** Channels whose current value is kept in memory at most; beyond it the memory starts anew. 32 bytes each: about 13 MB. */
const MAX_CHANNELS = 400_000;

/** What became current, and what to remember once that is committed. */
export interface Moved {
  channelIds: Set<number>;
  current: Map<string, CurrentValues>;
  /** What was current of each channel that has something new, ms. */
  beforeMs: Map<number, number>;
}

/**
 * Moves the current values of kitchens, remembering what is stored, so that a pack of a kitchen costs one write and no
 * read. Another process may have moved them meanwhile: the version of the row tells, and then they are read again.
 */
export class CurrentMemory {
  private readonly known = new Map<string, CurrentValues>();
  private size = 0;

  /**
   * S7: current values move only forward in device time. The caller holds the locks of the kitchens. Call `keep` with the
   * answer after the commit.
   * @param news by kitchen, at most one reading a channel
   */
  async move(sql: Sql, news: ReadonlyMap<string, readonly ReadingRow[]>): Promise<Moved> {
    const kitchenIds = [...news.keys()];
    const base = new Map(kitchenIds.map((kitchenId) => [kitchenId, this.known.get(kitchenId)]));
    const unknown = kitchenIds.filter((kitchenId) => !this.known.has(kitchenId));
    await readInto(base, sql, unknown);

    const moved: Moved = { channelIds: new Set(), current: new Map(), beforeMs: new Map() };
    const stale = await write(sql, kitchenIds, news, base, moved);
    if (stale.length === 0) return moved;
    await readInto(base, sql, stale);
    const odd = await write(sql, stale, news, base, moved);
    if (odd.length > 0)
      throw new Error(`current values of ${odd.join()} were moved without the kitchen's lock`);
    return moved;
  }

  keep({ current }: Moved): void {
    for (const [kitchenId, values] of current) {
      this.size += values.channelIds.length - (this.known.get(kitchenId)?.channelIds.length ?? 0);
      this.known.set(kitchenId, values);
    }
    if (this.size <= MAX_CHANNELS) return;
    this.known.clear();
    this.size = 0;
  }
}

async function readInto(
  base: Map<string, CurrentValues | undefined>,
  sql: Sql,
  kitchenIds: readonly string[],
): Promise<void> {
  if (kitchenIds.length === 0) return;
  const stored = await readCurrentValues(sql, kitchenIds);
  for (const kitchenId of kitchenIds) base.set(kitchenId, stored.get(kitchenId));
}

/** @returns kitchens whose values are of another version by now; of the others what moved is added to `moved` */
async function write(
  sql: Sql,
  kitchenIds: readonly string[],
  news: ReadonlyMap<string, readonly ReadingRow[]>,
  base: ReadonlyMap<string, CurrentValues | undefined>,
  moved: Moved,
): Promise<string[]> {
  const merged = new Map<string, CurrentValues>();
  const forward = new Map<string, number[]>();
  for (const kitchenId of kitchenIds) {
    const before = base.get(kitchenId) ?? NONE;
    const { after, channelIds } = merge(before, news.get(kitchenId) ?? [], moved.beforeMs);
    if (channelIds.length === 0) continue;
    merged.set(kitchenId, after);
    forward.set(kitchenId, channelIds);
  }
  if (merged.size === 0) return [];
  const written = await saveCurrentValues(sql, merged);
  for (const kitchenId of written) {
    const after = merged.get(kitchenId)!;
    moved.current.set(kitchenId, { ...after, version: after.version + 1 });
    for (const channelId of forward.get(kitchenId)!) moved.channelIds.add(channelId);
  }
  return [...merged.keys()].filter((kitchenId) => !written.has(kitchenId));
}

const NONE: CurrentValues = { version: 0, channelIds: [], timesMs: [], values: [], receivedMs: [] };

/**
 * The newer of what is current and what is new, channel by channel, and the channels that moved.
 * @param beforeMs takes what was current of each
 */
function merge(
  before: CurrentValues,
  news: readonly ReadingRow[],
  beforeMs: Map<number, number>,
): { after: CurrentValues; channelIds: number[] } {
  const after = {
    version: before.version,
    channelIds: [...before.channelIds],
    timesMs: [...before.timesMs],
    values: [...before.values],
    receivedMs: [...before.receivedMs],
  };
  const places = new Map(before.channelIds.map((channelId, place) => [channelId, place]));
  const channelIds: number[] = [];
  for (const { channelId, timeMs, value, receivedMs } of news) {
    const place = places.get(channelId) ?? after.channelIds.length;
    const currentMs = after.timesMs[place];
    if (currentMs !== undefined) beforeMs.set(channelId, currentMs);
    if ((currentMs ?? -Infinity) >= timeMs) continue;
    after.channelIds[place] = channelId;
    after.timesMs[place] = timeMs;
    after.values[place] = value;
    after.receivedMs[place] = receivedMs;
    channelIds.push(channelId);
  }
  return { after, channelIds };
}
