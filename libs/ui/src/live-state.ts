import type {
  Channel,
  FleetDelta,
  FleetSnapshot,
  KitchenDelta,
  KitchenSnapshot,
  LiveRoom,
  PublicDelta,
  PublicSnapshot,
} from '@bakeloop/contracts';

/** Pure folding of live deltas: snapshot + delta = snapshot. No clock, no socket. */

export type SnapshotOf<R extends LiveRoom> = R extends 'fleet'
  ? FleetSnapshot
  : R extends 'public'
    ? PublicSnapshot
    : KitchenSnapshot;
export type DeltaOf<R extends LiveRoom> = R extends 'fleet'
  ? FleetDelta
  : R extends 'public'
    ? PublicDelta
    : KitchenDelta;

interface Position {
  epoch: string;
  seq: number;
}

/**
 * Where a delta stands to what is shown: `next` is to be applied, `old` is known already, `gap` means something was
 * missed (or the server began anew) and only a fresh snapshot helps.
 */
export function follows(shown: Position, delta: Position): 'next' | 'old' | 'gap' {
  if (delta.epoch !== shown.epoch) return 'gap';
  if (delta.seq <= shown.seq) return 'old';
  return delta.seq === shown.seq + 1 ? 'next' : 'gap';
}

/** A snapshot of all kitchens, whoever it is for. */
type Whole<K> = Omit<FleetSnapshot, 'kitchens'> & { kitchens: K[] };

/** Rows replaced by id; a kitchen not seen before is added. The order is the server's for old rows, new ones last. */
export function applyFleet<K extends { id: string }>(
  shown: Whole<K>,
  delta: Omit<FleetDelta, 'kitchens'> & { kitchens: K[] },
): Whole<K> {
  const changed = new Map(delta.kitchens.map((kitchen) => [kitchen.id, kitchen]));
  const known = shown.kitchens.map((kitchen) => {
    const newer = changed.get(kitchen.id);
    changed.delete(kitchen.id);
    return newer ?? kitchen;
  });
  return {
    epoch: delta.epoch,
    seq: delta.seq,
    kitchens: changed.size > 0 ? [...known, ...changed.values()] : known,
    allTime: delta.allTime ?? shown.allTime,
    status: delta.status ?? shown.status,
  };
}

/** Most batches a kitchen's page keeps, as the snapshot does. */
const BATCHES_KEPT = 20;

export function applyKitchen(shown: KitchenSnapshot, delta: KitchenDelta): KitchenSnapshot {
  return {
    epoch: delta.epoch,
    seq: delta.seq,
    kitchen: delta.kitchen ?? shown.kitchen,
    channels: delta.readings.length > 0 ? withReadings(shown.channels, delta.readings) : shown.channels,
    batches: delta.batches ? withBatches(shown.batches, delta.batches) : shown.batches,
  };
}

function withReadings(channels: Channel[], readings: KitchenDelta['readings']): Channel[] {
  const newest = new Map<string, KitchenDelta['readings'][number]>();
  for (const reading of readings) {
    const before = newest.get(reading.channel);
    if (!before || before.timeMs <= reading.timeMs) newest.set(reading.channel, reading);
  }
  return channels.map((channel) => {
    const reading = newest.get(channel.channel);
    // S7 on the screen too: what is older than the value shown does not replace it.
    if (!reading || (channel.current && Date.parse(channel.current.time) > reading.timeMs)) return channel;
    const time = new Date(reading.timeMs).toISOString();
    return { ...channel, current: { time, value: reading.value, receivedAt: time } };
  });
}

function withBatches(
  shown: KitchenSnapshot['batches'],
  changed: KitchenSnapshot['batches'],
): KitchenSnapshot['batches'] {
  const newer = new Map(changed.map((batch) => [batch.batchId, batch]));
  const kept = shown.filter((batch) => !newer.has(batch.batchId));
  return [...newer.values(), ...kept].sort(newestFirst).slice(0, BATCHES_KEPT);
}

function newestFirst(
  left: KitchenSnapshot['batches'][number],
  right: KitchenSnapshot['batches'][number],
): number {
  // A batch whose start is not known yet (E6) is news: it stands on top until its start arrives.
  const leftMs = left.startedAt ? Date.parse(left.startedAt) : Number.POSITIVE_INFINITY;
  const rightMs = right.startedAt ? Date.parse(right.startedAt) : Number.POSITIVE_INFINITY;
  if (leftMs === rightMs) return left.batchId < right.batchId ? 1 : -1;
  return rightMs > leftMs ? 1 : -1;
}

export function applyDelta<R extends LiveRoom>(
  room: R,
  shown: SnapshotOf<R>,
  delta: DeltaOf<R>,
): SnapshotOf<R> {
  return (
    room === 'fleet'
      ? applyFleet(shown as FleetSnapshot, delta as FleetDelta)
      : room === 'public'
        ? applyFleet(shown as PublicSnapshot, delta as PublicDelta)
        : applyKitchen(shown as KitchenSnapshot, delta as KitchenDelta)
  ) as SnapshotOf<R>;
}
