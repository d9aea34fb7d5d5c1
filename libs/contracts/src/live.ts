import { z } from 'zod';
import {
  batchSummary,
  channel,
  kitchenDetail,
  kitchenId,
  kitchenSummary,
  platformStatus,
  publicKitchen,
  totals,
} from './api.js';
import type { Permission } from './permissions.js';
import { channelName } from './presence.js';

/**
 * Live updates over socket.io (path `/live`). A viewer emits `watch` with a room and gets a snapshot as the answer;
 * `delta` messages follow. Within one `epoch` the deltas of a room count up by one. A viewer applies a delta whose `seq`
 * is its last plus one, ignores lower ones, and after a gap, another epoch or a reconnect watches again for a fresh
 * snapshot. A slow viewer loses deltas, never memory of the server.
 */
export const liveRoom = z.union([z.literal(['fleet', 'public']), z.templateLiteral(['kitchen:', kitchenId])]);
export type LiveRoom = 'fleet' | 'public' | `kitchen:${string}`;

/** What it takes to watch a room, and of which kitchen; null: of all. */
export function roomNeeds(room: LiveRoom): { permission: Permission; kitchenId: string | null } {
  if (room === 'public') return { permission: 'public.see', kitchenId: null };
  if (room === 'fleet') return { permission: 'fleet.see', kitchenId: null };
  return { permission: 'kitchen.watch', kitchenId: room.slice('kitchen:'.length) };
}

const position = { epoch: z.string(), seq: z.int().min(0) };

export const fleetSnapshot = z.object({
  ...position,
  kitchens: z.array(kitchenSummary),
  allTime: totals,
  status: platformStatus,
});
export const fleetDelta = z.object({
  ...position,
  kitchens: z.array(kitchenSummary).describe('whole rows: replace by id'),
  allTime: totals.optional(),
  status: platformStatus.optional(),
});

export const publicSnapshot = z.object({
  ...position,
  kitchens: z.array(publicKitchen),
  allTime: totals,
  status: platformStatus,
});
export const publicDelta = z.object({
  ...position,
  kitchens: z.array(publicKitchen).describe('whole rows: replace by id'),
  allTime: totals.optional(),
  status: platformStatus.optional(),
});
export type PublicSnapshot = z.infer<typeof publicSnapshot>;
export type PublicDelta = z.infer<typeof publicDelta>;

export const liveReading = z.object({ channel: channelName, timeMs: z.int(), value: z.number() });
export const kitchenSnapshot = z.object({
  ...position,
  kitchen: kitchenDetail,
  channels: z.array(channel),
  batches: z.array(batchSummary).describe('newest first, at most 20'),
});
export const kitchenDelta = z.object({
  ...position,
  readings: z.array(liveReading).describe('new current values, in order of time per channel'),
  kitchen: kitchenDetail.optional(),
  batches: z.array(batchSummary).optional().describe('changed batches: replace by batchId'),
  channelsChanged: z.boolean().optional().describe('a new birth or channel: read the channels again'),
});

export type FleetSnapshot = z.infer<typeof fleetSnapshot>;
export type FleetDelta = z.infer<typeof fleetDelta>;
export type KitchenSnapshot = z.infer<typeof kitchenSnapshot>;
export type KitchenDelta = z.infer<typeof kitchenDelta>;
export type LiveReading = z.infer<typeof liveReading>;

export type WatchAnswer =
  { ok: true; snapshot: FleetSnapshot | PublicSnapshot | KitchenSnapshot } | { ok: false; reason: string };
export interface ClientToServerEvents {
  watch: (room: LiveRoom, answer: (result: WatchAnswer) => void) => void;
  unwatch: (room: LiveRoom) => void;
}
export interface ServerToClientEvents {
  delta: (room: LiveRoom, delta: FleetDelta | PublicDelta | KitchenDelta) => void;
}

/** Inside the platform, on `platform/v1/changes/{k}` after a commit: what it changed. Never the truth itself. */
export const changeNotice = z.object({
  kitchenId,
  /** Readings that became current values. */
  readings: z.array(liveReading),
  batchIds: z.array(z.string()),
  /** Totals, presence, birth, dead letters: the kitchen's own row is to be read again. */
  kitchen: z.boolean(),
  channels: z.boolean(),
});
export type ChangeNotice = z.infer<typeof changeNotice>;
