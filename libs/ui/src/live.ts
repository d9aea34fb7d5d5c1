import {
  fleetDelta,
  fleetSnapshot,
  kitchenDelta,
  kitchenSnapshot,
  publicDelta,
  publicSnapshot,
  type ClientToServerEvents,
  type LiveRoom,
  type ServerToClientEvents,
  type WatchAnswer,
} from '@bakeloop/contracts';
import { io, type Socket } from 'socket.io-client';
import { follows, type DeltaOf, type SnapshotOf } from './live-state.js';

/** `stale`: connected no more since `sinceMs` (this device's clock); what is shown is of then. */
export type LiveState = { kind: 'connecting' } | { kind: 'live' } | { kind: 'stale'; sinceMs: number };

export interface RoomHandlers<R extends LiveRoom> {
  /** The first snapshot, and a fresh one after every gap or reconnect. */
  onSnapshot: (snapshot: SnapshotOf<R>) => void;
  /** Only deltas that follow what was handed out before, without a gap. */
  onDelta: (delta: DeltaOf<R>) => void;
  onState: (state: LiveState) => void;
}

/** The part of a socket.io client that is used here. */
export interface LiveSocket {
  connected: boolean;
  /** False when socket.io will not try again by itself: the server sent us away or refused us. */
  active: boolean;
  connect(): unknown;
  disconnect(): unknown;
  on(event: 'connect' | 'disconnect' | 'connect_error', listener: () => void): unknown;
  on(event: 'delta', listener: ServerToClientEvents['delta']): unknown;
  emit(event: 'watch', room: LiveRoom, answer: (result: WatchAnswer) => void): unknown;
  emit(event: 'unwatch', room: LiveRoom): unknown;
}

/** Deltas kept while a snapshot is on its way; with more, a fresh one is asked for instead. */
const MOST_EARLY = 200;

/** How long to wait before asking again a server that refused the connection or a room, ms. */
const REFUSED_RETRY_MS = 5_000;

/** How long a WebSocket may take to open before it counts as swallowed, and then whatever is tried instead, ms. */
const SWALLOWED_MS = 4_000;
const CONNECT_MS = 20_000;

/**
 * Connects to the page's own server by a WebSocket, which takes one request; long polling takes five until it is one. There
 * are networks that block a WebSocket, or let it open and nothing through, and some that do so to long polling: after a
 * connection that failed the other goes first, until a WebSocket has worked.
 */
export function connectLive(): LiveSocket {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io({
    path: '/live',
    transports: ['websocket'],
    timeout: SWALLOWED_MS,
    reconnectionDelay: 500,
    reconnectionDelayMax: 10_000,
  });
  const { io: manager } = socket;
  const first = (transports: string[], withinMs: number): void => {
    manager.opts.transports = transports;
    manager.timeout(withinMs);
  };
  const webSocketFirst = (): void => first(['websocket'], SWALLOWED_MS);
  // Of the line itself: that the server will not have this viewer is said over one that works.
  manager.on('error', () => {
    if (manager.opts.transports?.[0] === 'websocket') first(['polling', 'websocket'], CONNECT_MS);
    else webSocketFirst();
  });
  manager.on('open', () => {
    const { engine } = manager;
    if (engine.transport.name === 'websocket') webSocketFirst();
    else engine.once('upgrade', webSocketFirst);
  });
  return socket as LiveSocket;
}

interface Watched {
  handlers: Set<RoomHandlers<LiveRoom>>;
  position: { epoch: string; seq: number } | null;
  /** Deltas that overtook the snapshot they belong behind. */
  early: DeltaOf<LiveRoom>[];
  /** Counts questions, so that the answer to an outdated one is dropped. */
  asked: number;
  waiting: boolean;
  state: LiveState;
}

/**
 * Follows rooms over one socket. After a gap, another epoch or a reconnect it asks for a fresh snapshot.
 * @param nowMs this device's clock, ms since the epoch
 */
export function createLive(socket: LiveSocket, nowMs: () => number) {
  const rooms = new Map<LiveRoom, Watched>();
  let renewing = false;
  /** Whether a connection could not be made since the page is there. */
  let failed = false;
  let connection: LiveState = { kind: 'connecting' };
  const connectionListeners = new Set<() => void>();

  function setConnection(state: LiveState): void {
    connection = state;
    for (const listener of connectionListeners) listener();
  }

  socket.on('connect', () => {
    setConnection({ kind: 'live' });
    for (const room of rooms.keys()) ask(room);
  });
  socket.on('disconnect', lost);
  socket.on('connect_error', () => {
    // What has not been there is not lost: the next way is tried first.
    const isFirst = connection.kind === 'connecting' && !failed;
    failed = true;
    if (!isFirst || !socket.active) lost();
  });
  socket.on('delta', (room, raw) => {
    const watched = rooms.get(room);
    if (!watched) return;
    const delta = readDelta(room, raw);
    if (!delta) return ask(room);
    if (!watched.waiting) take(room, watched, delta);
    else if (watched.early.length < MOST_EARLY) watched.early.push(delta);
    else ask(room);
  });

  function lost(): void {
    if (connection.kind !== 'stale') setConnection({ kind: 'stale', sinceMs: nowMs() });
    // A server that restarts behind a proxy may send everybody away first; that is no reason to stay away.
    if (!socket.active && !renewing) setTimeout(() => void socket.connect(), REFUSED_RETRY_MS);
    for (const watched of rooms.values()) {
      watched.waiting = false;
      watched.asked += 1;
      if (watched.state.kind !== 'stale') setState(watched, { kind: 'stale', sinceMs: nowMs() });
    }
  }

  function setState(watched: Watched, state: LiveState): void {
    watched.state = state;
    for (const handlers of watched.handlers) handlers.onState(state);
  }

  function ask(room: LiveRoom): void {
    const watched = rooms.get(room);
    if (!watched || !socket.connected) return;
    watched.asked += 1;
    const question = watched.asked;
    watched.waiting = true;
    watched.early = [];
    socket.emit('watch', room, (result) => {
      if (rooms.get(room) !== watched || watched.asked !== question) return;
      watched.waiting = false;
      const snapshot = result.ok ? readSnapshot(room, result.snapshot) : null;
      if (!snapshot) {
        setTimeout(() => {
          if (watched.asked === question) ask(room);
        }, REFUSED_RETRY_MS);
        return;
      }
      watched.position = { epoch: snapshot.epoch, seq: snapshot.seq };
      for (const handlers of watched.handlers) handlers.onSnapshot(snapshot);
      setState(watched, { kind: 'live' });
      const early = watched.early;
      watched.early = [];
      for (const delta of early) take(room, watched, delta);
    });
  }

  function take(room: LiveRoom, watched: Watched, delta: DeltaOf<LiveRoom>): void {
    if (!watched.position || watched.waiting) return;
    const place = follows(watched.position, delta);
    if (place === 'old') return;
    if (place === 'gap') return ask(room);
    watched.position = { epoch: delta.epoch, seq: delta.seq };
    for (const handlers of watched.handlers) handlers.onDelta(delta);
  }

  /** @returns a function that ends the watching. */
  function watchRoom<R extends LiveRoom>(room: R, given: RoomHandlers<R>): () => void {
    const handlers = given as unknown as RoomHandlers<LiveRoom>;
    let watched = rooms.get(room);
    if (!watched) {
      const state: LiveState = { kind: 'connecting' };
      watched = { handlers: new Set(), position: null, early: [], asked: 0, waiting: false, state };
      rooms.set(room, watched);
    }
    const joined = watched;
    joined.handlers.add(handlers);
    handlers.onState(joined.state);
    // A second viewer of a room needs a snapshot of its own to start from; all viewers of the room then share it.
    ask(room);
    return () => {
      joined.handlers.delete(handlers);
      if (joined.handlers.size > 0 || rooms.get(room) !== joined) return;
      rooms.delete(room);
      if (socket.connected) socket.emit('unwatch', room);
    };
  }

  /** Closes the connection and opens another: who looks is decided when one is opened, by the cookie of then. */
  function renew(): void {
    renewing = true;
    socket.disconnect();
    renewing = false;
    socket.connect();
  }

  /** Closes the connection until `wake`: nobody looks. What is shown is of now, and says so. */
  function rest(): void {
    renewing = true;
    socket.disconnect();
    renewing = false;
  }

  /** Opens the connection that `rest` closed; every room begins with a fresh snapshot. */
  function wake(): void {
    socket.connect();
  }

  /** Asks for a fresh snapshot of every room, on a connection that may only seem to stand. */
  function resync(): void {
    if (!socket.connected) return void socket.connect();
    for (const room of rooms.keys()) ask(room);
  }

  /** The connection itself, whichever rooms are watched. @returns a function that ends the listening */
  function onConnection(listener: () => void): () => void {
    connectionListeners.add(listener);
    return () => connectionListeners.delete(listener);
  }

  return { watchRoom, renew, rest, wake, resync, onConnection, connection: () => connection };
}
export type Live = ReturnType<typeof createLive>;

function readSnapshot(room: LiveRoom, raw: unknown): SnapshotOf<LiveRoom> | null {
  const schema = room === 'fleet' ? fleetSnapshot : room === 'public' ? publicSnapshot : kitchenSnapshot;
  return schema.safeParse(raw).data ?? null;
}

function readDelta(room: LiveRoom, raw: unknown): DeltaOf<LiveRoom> | null {
  const schema = room === 'fleet' ? fleetDelta : room === 'public' ? publicDelta : kitchenDelta;
  return schema.safeParse(raw).data ?? null;
}
