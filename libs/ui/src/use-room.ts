import type { LiveRoom } from '@bakeloop/contracts';
import { useEffect, useState } from 'react';
import { connectLive, createLive, type Live, type LiveState } from './live.js';
import { applyDelta, type DeltaOf, type SnapshotOf } from './live-state.js';

let shared: Live | null = null;

/** The page's one live connection, made when first needed. */
export function pageLive(): Live {
  shared ??= createLive(connectLive(), Date.now);
  return shared;
}

/** Opens the page's live connection anew, where there is one: after somebody has signed in or out. */
export function renewPageLive(): void {
  shared?.renew();
}

/** How often what is shown may change, ms: faster is not read, only computed. The first change shows at once. */
const SHOW_EVERY_MS = 100;

export interface RoomView<R extends LiveRoom> {
  /** Null until the first snapshot. */
  snapshot: SnapshotOf<R> | null;
  state: LiveState;
}

/**
 * Follows a live room while the component is shown.
 * @param room null follows none
 * @param onDelta sees every delta in order, before it is shown; it must keep its identity between renders
 */
export function useRoom<R extends LiveRoom>(
  room: R | null,
  onDelta?: (delta: DeltaOf<R>) => void,
): RoomView<R> {
  const [view, setView] = useState<RoomView<R> & { room: R | null }>({
    room,
    snapshot: null,
    state: { kind: 'connecting' },
  });

  useEffect(() => {
    if (room === null) return;
    let snapshot: SnapshotOf<R> | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let shownMs = 0;
    const show = () => {
      timer = null;
      shownMs = performance.now();
      setView((before) => ({ ...before, room, snapshot }));
    };
    const stop = pageLive().watchRoom(room, {
      onSnapshot: (fresh) => {
        snapshot = fresh;
        show();
      },
      onDelta: (delta) => {
        if (snapshot === null) return;
        snapshot = applyDelta(room, snapshot, delta);
        onDelta?.(delta);
        timer ??= setTimeout(show, Math.max(0, shownMs + SHOW_EVERY_MS - performance.now()));
      },
      onState: (state) => {
        setView((before) => ({ room, state, snapshot: before.room === room ? before.snapshot : null }));
      },
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [room, onDelta]);

  return view.room === room ? view : { snapshot: null, state: { kind: 'connecting' } };
}
