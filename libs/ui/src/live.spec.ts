import { describe, expect, it, jest } from '@jest/globals';
import type { FleetDelta, LiveRoom, ServerToClientEvents, WatchAnswer } from '@bakeloop/contracts';
import { zeroTotals } from '@bakeloop/domain';
import { createLive, type LiveSocket, type LiveState } from './live.js';

/** The network end of a socket: the test plays the server. */
function wire() {
  const on = new Map<string, (...args: never[]) => void>();
  const questions: ((result: WatchAnswer) => void)[] = [];
  const left: LiveRoom[] = [];
  let connects = 0;
  const drop = () => {
    socket.connected = false;
    (on.get('disconnect') as () => void)();
  };
  const socket: LiveSocket = {
    connected: true,
    active: true,
    connect: () => {
      connects += 1;
    },
    disconnect: () => {
      socket.active = false;
      drop();
    },
    on: (event: string, listener: (...args: never[]) => void) => on.set(event, listener),
    emit: (event: string, room: LiveRoom, answer?: (result: WatchAnswer) => void) => {
      if (event === 'watch' && answer) questions.push(answer);
      else left.push(room);
    },
  };
  return {
    socket,
    questions,
    left,
    connects: () => connects,
    delta: (seq: number, epoch = 'a') => {
      const delta: FleetDelta = { epoch, seq, kitchens: [] };
      (on.get('delta') as ServerToClientEvents['delta'])('fleet', delta);
    },
    drop,
    fail: () => {
      (on.get('connect_error') as () => void)();
    },
    back: () => {
      socket.connected = true;
      (on.get('connect') as () => void)();
    },
  };
}

const snapshot = (seq: number, epoch = 'a'): WatchAnswer => ({
  ok: true,
  snapshot: {
    epoch,
    seq,
    kitchens: [],
    allTime: zeroTotals(),
    status: {
      version: '1',
      demo: false,
      database: { engine: 'postgresql', version: '17', rollups: 'views' },
      history: null,
      canary: { state: 'fresh', sentAt: null, lateAfterSeconds: 180 },
    },
  },
});

function viewer() {
  const seen: string[] = [];
  const states: LiveState[] = [];
  return {
    seen,
    states,
    handlers: {
      onSnapshot: ({ epoch, seq }: { epoch: string; seq: number }) =>
        seen.push(`snapshot ${epoch}${String(seq)}`),
      onDelta: ({ epoch, seq }: { epoch: string; seq: number }) => seen.push(`delta ${epoch}${String(seq)}`),
      onState: (state: LiveState) => states.push(state),
    },
  };
}

describe('a watched room', () => {
  it('hands out a snapshot and then what follows it, each once', () => {
    const net = wire();
    const me = viewer();
    createLive(net.socket, () => 0).watchRoom('fleet', me.handlers);
    net.questions[0]?.(snapshot(5));
    net.delta(5);
    net.delta(6);
    net.delta(6);
    net.delta(7);
    expect(me.seen).toEqual(['snapshot a5', 'delta a6', 'delta a7']);
    expect(me.states.at(-1)).toEqual({ kind: 'live' });
  });

  it('keeps deltas that overtake the snapshot', () => {
    const net = wire();
    const me = viewer();
    createLive(net.socket, () => 0).watchRoom('fleet', me.handlers);
    net.delta(5);
    net.delta(6);
    net.questions[0]?.(snapshot(5));
    expect(me.seen).toEqual(['snapshot a5', 'delta a6']);
  });

  it('asks for a fresh snapshot after a gap and after a new epoch', () => {
    const net = wire();
    const me = viewer();
    createLive(net.socket, () => 0).watchRoom('fleet', me.handlers);
    net.questions[0]?.(snapshot(5));
    net.delta(8);
    expect(net.questions).toHaveLength(2);
    net.questions[1]?.(snapshot(8));
    net.delta(1, 'b');
    net.questions[2]?.(snapshot(1, 'b'));
    net.delta(2, 'b');
    expect(me.seen).toEqual(['snapshot a5', 'snapshot a8', 'snapshot b1', 'delta b2']);
  });

  it('says since when it is stale, and starts again from a snapshot when the connection is back', () => {
    const net = wire();
    const me = viewer();
    createLive(net.socket, () => 1_000).watchRoom('fleet', me.handlers);
    net.questions[0]?.(snapshot(5));
    net.drop();
    expect(me.states.at(-1)).toEqual({ kind: 'stale', sinceMs: 1_000 });
    net.back();
    expect(me.states.at(-1)).toEqual({ kind: 'stale', sinceMs: 1_000 });
    net.questions[1]?.(snapshot(9));
    expect(me.seen).toEqual(['snapshot a5', 'snapshot a9']);
    expect(me.states.at(-1)).toEqual({ kind: 'live' });
  });

  it('is lost only once it was there, or a second way to it has failed', () => {
    const net = wire();
    const me = viewer();
    const live = createLive(net.socket, () => 1_000);
    live.watchRoom('fleet', me.handlers);
    net.fail();
    expect([live.connection(), me.states.at(-1)]).toEqual([{ kind: 'connecting' }, { kind: 'connecting' }]);
    net.fail();
    const lost: LiveState = { kind: 'stale', sinceMs: 1_000 };
    expect([live.connection(), me.states.at(-1)]).toEqual([lost, lost]);
  });

  it('drops the answer to a question asked before the connection was lost', () => {
    const net = wire();
    const me = viewer();
    createLive(net.socket, () => 0).watchRoom('fleet', me.handlers);
    net.drop();
    net.questions[0]?.(snapshot(5));
    expect(me.seen).toEqual([]);
  });

  it('leaves the room only when the last viewer leaves', () => {
    const net = wire();
    const live = createLive(net.socket, () => 0);
    const first = live.watchRoom('fleet', viewer().handlers);
    const second = live.watchRoom('fleet', viewer().handlers);
    first();
    expect(net.left).toEqual([]);
    second();
    expect(net.left).toEqual(['fleet']);
  });

  it('comes back by itself when the server sent it away', () => {
    jest.useFakeTimers();
    try {
      const net = wire();
      createLive(net.socket, () => 0).watchRoom('fleet', viewer().handlers);
      net.drop();
      jest.advanceTimersByTime(60_000);
      expect(net.connects()).toBe(0);
      net.socket.active = false;
      net.drop();
      jest.advanceTimersByTime(60_000);
      expect(net.connects()).toBe(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('opens one connection anew when somebody else looks, and starts again from a snapshot', () => {
    jest.useFakeTimers();
    try {
      const net = wire();
      const me = viewer();
      const live = createLive(net.socket, () => 0);
      live.watchRoom('public', me.handlers);
      net.questions[0]?.(snapshot(5));
      live.renew();
      jest.advanceTimersByTime(60_000);
      expect(net.connects()).toBe(1);
      net.back();
      net.questions[1]?.(snapshot(2, 'b'));
      expect(me.seen).toEqual(['snapshot a5', 'snapshot b2']);
    } finally {
      jest.useRealTimers();
    }
  });
});
