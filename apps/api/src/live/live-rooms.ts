import { randomUUID } from 'node:crypto';
import type {
  ChangeNotice,
  ClientToServerEvents,
  FleetDelta,
  FleetSnapshot,
  KitchenDelta,
  KitchenSnapshot,
  KitchenSummary,
  LiveRoom,
  PublicDelta,
  PublicSnapshot,
  ServerToClientEvents,
} from '@bakeloop/contracts';
import { BatchRepository, TotalsRepository } from '@bakeloop/db';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { DefaultEventsMap, Server } from 'socket.io';
import type { Principal } from '@bakeloop/identity';
import { summaryOf } from '../batches/batch-view.js';
import { KitchenViews } from '../kitchens/kitchen-views.js';
import { publicKitchenOf } from '../kitchens/public-kitchen.js';
import { ApiSettings } from '../settings.js';
import { StatusView } from '../status/status-view.js';
import { mergeReadings, mergeRows, type ReadingChanges, type RowChanges } from './changes.js';
import { Coalescer } from './coalescer.js';
import { Positions, type Position } from './positions.js';
import { Snapshots } from './snapshots.js';
import { ViewerRights } from './viewer-rights.js';

export type LiveServer = Server<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  { principal: Principal; address: string }
>;

/** Readings go out at most this often, ms. */
const READINGS_WINDOW_MS = 100;
/** Rows of kitchens and batches are read and sent at most this often, ms. */
const ROWS_WINDOW_MS = 500;
/** Presence ages without any message: how often it is looked at, ms. */
const TICK_MS = 5_000;

type Body<T> = Omit<T, 'epoch' | 'seq'>;
type Snapshot = FleetSnapshot | PublicSnapshot | KitchenSnapshot;
const isWhole = (room: string): boolean => room === 'fleet' || room === 'public';
const roomOf = (kitchenId: string): LiveRoom => `kitchen:${kitchenId}`;

/**
 * Relays what changed to the rooms that somebody watches, and reads the database for no other. Deltas are volatile:
 * what a viewer's connection cannot take now is dropped, never queued, and the gap makes it ask for a snapshot.
 */
@Injectable()
export class LiveRooms implements OnApplicationShutdown {
  private server: LiveServer | undefined;
  private tick: NodeJS.Timeout | undefined;
  private readonly positions = new Positions(randomUUID);
  /** Rooms with deltas since the last beacon. */
  private moved = new Set<LiveRoom>();
  /** Snapshots that are being read, and from where deltas go on. */
  private readonly underWay = new Map<LiveRoom, { position: Position; read: Promise<Snapshot | null> }>();
  /** Presence and troubles as last looked at, by kitchen. */
  private readonly looks = new Map<string, string>();
  private lastStatus = '';
  /** Rows whose reading failed: the next tick tries again. */
  private unread: RowChanges = new Map();
  private readonly readings = new Coalescer<ReadingChanges>(
    READINGS_WINDOW_MS,
    mergeReadings,
    async (changes) => this.sendReadings(changes),
    () => performance.now(),
  );
  private readonly rows = new Coalescer<RowChanges>(
    ROWS_WINDOW_MS,
    mergeRows,
    (changes) => this.sendRowsOrKeep(changes),
    () => performance.now(),
  );

  constructor(
    private readonly snapshots: Snapshots,
    private readonly kitchens: KitchenViews,
    private readonly batches: BatchRepository,
    private readonly totals: TotalsRepository,
    private readonly status: StatusView,
    private readonly rights: ViewerRights,
    private readonly settings: ApiSettings,
  ) {}

  /** Connections of viewers at this moment. */
  get viewers(): number {
    return this.server?.sockets.sockets.size ?? 0;
  }

  open(server: LiveServer): void {
    this.server = server;
    this.tick = setInterval(() => void this.look(), TICK_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.tick);
    this.readings.stop();
    this.rows.stop();
  }

  /**
   * For a viewer that has joined the room already. The position is taken before the reading: a delta of meanwhile may
   * say what the snapshot says too, and none is missed. Who comes while it is read, and before another delta, shares it:
   * when everybody looks at once the database is asked once.
   * @returns null for a kitchen that is not known
   */
  async snapshot(room: LiveRoom): Promise<Snapshot | null> {
    const position = this.positions.at(room);
    const shared = this.underWay.get(room);
    if (shared?.position.epoch === position.epoch && shared.position.seq === position.seq) return shared.read;
    const read = this.snapshots.read(room).then((body) => body && { ...position, ...body });
    this.underWay.set(room, { position, read });
    return read.finally(() => {
      if (this.underWay.get(room)?.read === read) this.underWay.delete(room);
    });
  }

  change(notice: ChangeNotice): void {
    const { kitchenId, readings, batchIds, kitchen, channels } = notice;
    const watched = this.isWatched(roomOf(kitchenId));
    if (watched && readings.length > 0) this.readings.add(new Map([[kitchenId, readings]]));
    if ((watched || this.isWholeWatched()) && (kitchen || channels || batchIds.length > 0))
      this.rows.add(new Map([[kitchenId, { batchIds: new Set(batchIds), channels }]]));
  }

  /** Makes every viewer of every room ask for a fresh snapshot. */
  resync(): void {
    this.positions.renew();
    for (const room of this.watchedRooms()) this.beacon(room);
  }

  private sendReadings(changes: ReadingChanges): void {
    for (const [kitchenId, readings] of changes) this.send(roomOf(kitchenId), { readings });
  }

  private async sendRowsOrKeep(changes: RowChanges): Promise<void> {
    try {
      await this.sendRows(changes);
    } catch (error) {
      this.unread = mergeRows(this.unread, changes);
      this.settings.logger.warn({ err: error, kitchens: changes.size }, 'rows for viewers not read');
    }
  }

  private async sendRows(changes: RowChanges): Promise<void> {
    const whole = this.isWholeWatched();
    const watched = [...changes.keys()].filter((kitchenId) => this.isWatched(roomOf(kitchenId)));
    const [summaries, allTime, details] = await Promise.all([
      whole ? this.kitchens.summaries([...changes.keys()]) : [],
      whole ? this.totals.sum() : undefined,
      watched.length > 0 ? this.kitchens.details(watched) : [],
    ]);
    if (allTime) this.sendWhole({ kitchens: summaries, allTime });
    for (const kitchen of details) {
      const change = changes.get(kitchen.id);
      const wanted = [...(change?.batchIds ?? [])];
      const batches = wanted.length > 0 ? await this.batches.byIds(kitchen.id, wanted) : [];
      // A batch whose last event was voided is gone, which no delta can say: a gap makes viewers begin anew.
      if (batches.length < wanted.length) this.positions.next(roomOf(kitchen.id));
      this.send(roomOf(kitchen.id), {
        readings: [],
        kitchen,
        ...(batches.length > 0 ? { batches: batches.map(summaryOf) } : {}),
        ...(change?.channels ? { channelsChanged: true } : {}),
      });
    }
  }

  /** What changes by the clock alone: presence, troubles that age, progress of the history. And the beacons. */
  private async look(): Promise<void> {
    this.rest();
    await this.rights.review(this.server).catch((error: unknown) => {
      this.settings.logger.warn({ err: error }, 'rights of viewers not read');
    });
    const rooms = this.watchedRooms();
    if (rooms.length === 0) return;
    const again = this.unread;
    this.unread = new Map();
    if (again.size > 0) this.rows.add(again);
    try {
      await this.lookAtKitchens(rooms);
      if (this.isWholeWatched()) await this.lookAtStatus();
    } catch (error) {
      this.settings.logger.warn({ err: error }, 'presence for viewers not read');
    }
  }

  private async lookAtKitchens(rooms: readonly LiveRoom[]): Promise<void> {
    const ids = this.isWholeWatched() ? null : rooms.map((room) => room.slice('kitchen:'.length));
    for (const kitchen of await this.kitchens.summaries(ids)) {
      const look = lookOf(kitchen);
      if (this.looks.get(kitchen.id) === look) continue;
      this.looks.set(kitchen.id, look);
      this.rows.add(new Map([[kitchen.id, { batchIds: new Set(), channels: false }]]));
    }
  }

  private async lookAtStatus(): Promise<void> {
    const status = await this.status.read();
    const text = JSON.stringify(status);
    if (text === this.lastStatus) return;
    this.lastStatus = text;
    this.sendWhole({ kitchens: [], status });
  }

  /** An empty delta after the last one: whoever missed that one sees the gap now, not when the next change comes. */
  private rest(): void {
    const moved = this.moved;
    this.moved = new Set();
    for (const room of moved) this.beacon(room);
  }

  private beacon(room: LiveRoom): void {
    const empty = isWhole(room) ? { kitchens: [] } : { readings: [] };
    this.server?.to(room).emit('delta', room, { ...this.positions.next(room), ...empty });
  }

  private sendWhole(body: Body<FleetDelta>): void {
    if (this.isWatched('fleet')) this.send('fleet', body);
    if (this.isWatched('public'))
      this.send('public', { ...body, kitchens: body.kitchens.map(publicKitchenOf) });
  }

  private isWholeWatched(): boolean {
    return this.isWatched('fleet') || this.isWatched('public');
  }

  private send(room: LiveRoom, body: Body<FleetDelta> | Body<PublicDelta> | Body<KitchenDelta>): void {
    this.moved.add(room);
    this.server?.to(room).volatile.emit('delta', room, { ...this.positions.next(room), ...body });
  }

  private isWatched(room: LiveRoom): boolean {
    return this.server?.sockets.adapter.rooms.has(room) ?? false;
  }

  private watchedRooms(): LiveRoom[] {
    const rooms = [...(this.server?.sockets.adapter.rooms.keys() ?? [])];
    return rooms.filter((room): room is LiveRoom => isWhole(room) || room.startsWith('kitchen:'));
  }
}

/** What of a kitchen's row the clock can change. */
function lookOf({ presence, troubles }: KitchenSummary): string {
  return [presence, ...troubles.map(({ kind }) => kind)].join(' ');
}
