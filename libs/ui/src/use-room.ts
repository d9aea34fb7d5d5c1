import type { LiveRoom } from '@bakeloop/contracts';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { connectLive, createLive, type Live, type LiveState } from './live.js';
import { applyDelta, type DeltaOf, type SnapshotOf } from './live-state.js';
import { followPageLife } from './page-life.js';
import { repaints } from './repaints.js';

let shared: Live | null = null;

/** The page's one live connection, made when first needed. */
export function pageLive(): Live {
  if (shared === null) {
    shared = createLive(connectLive(), Date.now);
    followPageLife(shared, {
      isHidden: () => document.visibilityState === 'hidden',
      onVisibility: (listener) => {
        document.addEventListener('visibilitychange', listener);
      },
      nowMs: Date.now,
      later: (run, ms) => setTimeout(run, ms),
      every: (run, ms) => setInterval(run, ms),
      onSeen: repaints.seen,
    });
    for (const opened of openListeners) opened();
  }
  return shared;
}

const openListeners = new Set<() => void>();

/** Whether the page's live connection stands; null while no page has needed one. */
export function useConnection(): LiveState | null {
  return useSyncExternalStore(
    (listener) => {
      let end = shared?.onConnection(listener);
      const opened = () => {
        end ??= shared?.onConnection(listener);
        listener();
      };
      openListeners.add(opened);
      return () => {
        openListeners.delete(opened);
        end?.();
      };
    },
    () => shared?.connection() ?? null,
  );
}

/** Opens the page's live connection anew, where there is one: after somebody has signed in or out. */
export function renewPageLive(): void {
  shared?.renew();
}

export interface RoomListener<R extends LiveRoom> {
  onDelta?: ((delta: DeltaOf<R>) => void) | undefined;
  onResync?: (() => void) | undefined;
}
const NOBODY = {};

export interface RoomView<R extends LiveRoom> {
  /** Null until the first snapshot. */
  snapshot: SnapshotOf<R> | null;
  state: LiveState;
}

/**
 * Follows a live room while the component is shown.
 * @param room null follows none
 * @param o.onDelta sees every delta in order, before it is shown
 * @param o.onResync is called when what was missed has come: what was read beside the room may lack it
 * @param o must keep its identity between renders
 */
export function useRoom<R extends LiveRoom>(
  room: R | null,
  { onDelta, onResync }: RoomListener<R> = NOBODY,
): RoomView<R> {
  const [view, setView] = useState<RoomView<R> & { room: R | null }>({
    room,
    snapshot: null,
    state: { kind: 'connecting' },
  });

  useEffect(() => {
    if (room === null) return;
    let snapshot: SnapshotOf<R> | null = null;
    const show = () => {
      setView((before) => ({ ...before, room, snapshot }));
    };
    const place = {};
    const stop = pageLive().watchRoom(room, {
      onSnapshot: (fresh) => {
        const isFirst = snapshot === null;
        snapshot = fresh;
        show();
        if (!isFirst) onResync?.();
      },
      onDelta: (delta) => {
        if (snapshot === null) return;
        snapshot = applyDelta(room, snapshot, delta);
        onDelta?.(delta);
        repaints.ask(place, show);
      },
      onState: (state) => {
        setView((before) => ({ room, state, snapshot: before.room === room ? before.snapshot : null }));
      },
    });
    return () => {
      stop();
      repaints.forget(place);
    };
  }, [room, onDelta, onResync]);

  return view.room === room ? view : { snapshot: null, state: { kind: 'connecting' } };
}
