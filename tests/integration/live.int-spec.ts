import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import {
  fleetDelta,
  fleetSnapshot,
  kitchenDelta,
  kitchenSnapshot,
  type ClientToServerEvents,
  type FleetDelta,
  type FleetSnapshot,
  type KitchenDelta,
  type KitchenSnapshot,
  type LiveRoom,
  type ServerToClientEvents,
  type WatchAnswer,
} from '@bakeloop/contracts';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { eventually } from '../support/eventually.js';
import { describeWith } from '../support/programs.js';
import type { TestKitchen } from '../support/test-kitchen.js';
import { fetchSignedIn, sessionCookie } from '../support/signed-in.js';

type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

describeWith(['postgres', 'mosquitto'], 'the live door, on PostgreSQL and Mosquitto', () => {
  let stack: ApiStack;
  let kitchen: TestKitchen;
  let seq = 0;
  const clients: Client[] = [];

  beforeAll(async () => {
    stack = await startApiStack();
    kitchen = await stack.kitchen('ke-nbo-01', {
      channels: [{ name: 'press-1/force', unit: 'N', kind: 'gauge', intervalSeconds: 1 }],
    });
    await send(1);
    await eventually(async () => {
      const ready = await fetch(`${stack.api.url}/health/ready`);
      expect(ready.status).toBe(200);
    });
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect();
  });

  async function send(value: number): Promise<void> {
    seq += 1;
    await kitchen.pack(seq, [{ n: 'press-1/force', u: 'N', t: Date.now() / 1_000, v: value }]);
    await kitchen.untilSettled('telemetry', seq);
  }

  let cookie = '';
  beforeAll(async () => {
    cookie = await sessionCookie(stack.api.url);
  });

  const connect = (options: Partial<ManagerOptions & SocketOptions> = {}): Client => {
    const client: Client = io(stack.api.url, {
      path: '/live',
      forceNew: true,
      reconnection: false,
      ...options,
      extraHeaders: { cookie, ...options.extraHeaders },
    });
    clients.push(client);
    return client;
  };
  const watch = (client: Client, room: LiveRoom): Promise<WatchAnswer> =>
    client.timeout(5_000).emitWithAck('watch', room);
  const snapshot = async (client: Client, room: LiveRoom): Promise<FleetSnapshot | KitchenSnapshot> => {
    const answer = await watch(client, room);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.snapshot as FleetSnapshot | KitchenSnapshot;
  };
  /** Every delta of a room, in the order in which they came. */
  const collect = (client: Client, room: LiveRoom): (FleetDelta | KitchenDelta)[] => {
    const deltas: (FleetDelta | KitchenDelta)[] = [];
    client.on('delta', (of, delta) => {
      if (of === room) deltas.push(delta as FleetDelta | KitchenDelta);
    });
    return deltas;
  };

  it.each([['websocket'], ['polling']])(
    'shows a snapshot, then every change in sequence, over %s',
    async (transport) => {
      const client = connect({ transports: [transport] });
      const deltas = collect(client, 'kitchen:ke-nbo-01');
      const first = kitchenSnapshot.parse(await snapshot(client, 'kitchen:ke-nbo-01'));
      expect(first.channels.map(({ channel }) => channel)).toEqual(['press-1/force']);
      expect(first.kitchen.presence).toBe('online');

      const values = [11, 12, 13].map((value) => value + Math.random());
      for (const value of values) {
        await send(value);
        await eventually(() => {
          const seen = deltas.flatMap((delta) =>
            kitchenDelta.parse(delta).readings.map((reading) => reading.value),
          );
          expect(seen).toContain(value);
        });
      }
      expect(deltas.map(({ epoch }) => epoch)).toEqual(deltas.map(() => first.epoch));
      expect(deltas.map((delta) => delta.seq)).toEqual(deltas.map((_, index) => first.seq + 1 + index));
      const later = kitchenSnapshot.parse(await snapshot(client, 'kitchen:ke-nbo-01'));
      expect(later.channels[0]?.current?.value).toBe(values[2]);
      expect(later.seq).toBeGreaterThanOrEqual(first.seq + 3);
    },
  );

  it('asks the database once for all who come at the same moment, and each has all that follows', async () => {
    const statements = async (): Promise<number> => {
      const text = await (await fetchSignedIn(`${stack.api.url}/health/metrics`)).text();
      return Number(/^bakeloop_api_query_seconds_count (\d+)/m.exec(text)?.[1]);
    };
    const crowd = Array.from({ length: 20 }, () => connect({ transports: ['websocket'] }));
    const deltas = crowd.map((client) => collect(client, 'kitchen:ke-nbo-01'));
    const within = { withinMs: 20_000 };
    await eventually(() => expect(crowd.every(({ connected }) => connected)).toBe(true), within);
    const before = await statements();
    const all = await Promise.all(crowd.map((client) => snapshot(client, 'kitchen:ke-nbo-01')));
    // A snapshot takes four statements and more.
    expect((await statements()) - before).toBeLessThan(20);
    const value = 4_000 + Math.random();
    await send(value);
    await eventually(() => {
      for (const [index, seen] of deltas.entries()) {
        const told = seen.findIndex(
          (delta) => 'readings' in delta && delta.readings.some((reading) => reading.value === value),
        );
        expect(told).toBeGreaterThanOrEqual(0);
        const wanted = seen.slice(0, told + 1).map((_, n) => (all[index]?.seq ?? NaN) + 1 + n);
        expect(seen.slice(0, told + 1).map((delta) => delta.seq)).toEqual(wanted);
      }
    }, within);
  });

  it('tells the fleet and the kitchen of a posted event: the row, the batch, the totals', async () => {
    const client = connect();
    const fleet = collect(client, 'fleet');
    const room = collect(client, 'kitchen:ke-nbo-01');
    const before = fleetSnapshot.parse(await snapshot(client, 'fleet'));
    expect(before.kitchens.map(({ id }) => id)).toEqual(['ke-nbo-01']);
    expect(before.status.demo).toBe(true);
    await snapshot(client, 'kitchen:ke-nbo-01');
    const events = [
      {
        id: randomUUID(),
        type: 'intake.recorded',
        time: new Date().toISOString(),
        data: { lotId: 'L-1', sourceType: 'household', grossGrams: 12_000, tareGrams: 500 },
      },
      {
        id: randomUUID(),
        type: 'batch.started',
        time: new Date().toISOString(),
        batchId: 'B-1',
        data: { recipeId: 'beam', recipeVersion: 1, machine: 'press-1' },
      },
    ];
    const response = await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/ke-nbo-01/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
    expect(response.status).toBe(200);
    await eventually(() => {
      const rows = fleet.map((delta) => fleetDelta.parse(delta));
      const row = rows.flatMap(({ kitchens }) => kitchens).at(-1);
      expect(row).toMatchObject({
        runningBatch: { batchId: 'B-1' },
        today: { totals: { intakeNetGrams: 11_500 } },
      });
      expect(rows.findLast(({ allTime }) => allTime)?.allTime?.intakeNetGrams).toBe(11_500);
      const batches = room.flatMap((delta) => kitchenDelta.parse(delta).batches ?? []);
      expect(batches.at(-1)).toMatchObject({ batchId: 'B-1', status: 'running' });
    });
  });

  it('makes viewers begin anew when a batch is gone, which no delta can say', async () => {
    const client = connect();
    const deltas = collect(client, 'kitchen:ke-nbo-01');
    const started = {
      id: randomUUID(),
      type: 'batch.started',
      time: new Date().toISOString(),
      batchId: 'B-GONE',
      data: { recipeId: 'beam', recipeVersion: 1, machine: 'press-1' },
    };
    const post = (event: object) =>
      fetchSignedIn(`${stack.api.url}/api/v1/kitchens/ke-nbo-01/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ events: [event] }),
      });
    await post(started);
    const shown = kitchenSnapshot.parse(await snapshot(client, 'kitchen:ke-nbo-01'));
    expect(shown.batches.map(({ batchId }) => batchId)).toContain('B-GONE');
    await post({
      id: randomUUID(),
      type: 'event.voided',
      time: new Date().toISOString(),
      supersedes: started.id,
      reason: 'wrong kitchen',
      data: {},
    });
    await eventually(() => {
      const gap = deltas.find((delta, index) => delta.seq !== shown.seq + 1 + index);
      expect(gap).toBeDefined();
    });
    const fresh = kitchenSnapshot.parse(await snapshot(client, 'kitchen:ke-nbo-01'));
    expect(fresh.batches.map(({ batchId }) => batchId)).not.toContain('B-GONE');
  });

  it('notices by the clock that a kitchen has fallen silent (B3)', async () => {
    await stack.kitchen('xx-quiet-01');
    const client = connect();
    await eventually(async () => {
      const { kitchens } = fleetSnapshot.parse(await snapshot(client, 'fleet'));
      expect(kitchens.find(({ id }) => id === 'xx-quiet-01')?.presence).toBe('online');
    });
    const deltas = collect(client, 'fleet');
    const heardBefore = (seconds: number) =>
      stack.database.query(
        `UPDATE kitchen SET last_message_at = now() - make_interval(secs => $1) WHERE id = 'xx-quiet-01'`,
        [seconds],
      );
    const row = () =>
      deltas.flatMap((delta) => fleetDelta.parse(delta).kitchens).findLast(({ id }) => id === 'xx-quiet-01');
    await eventually(
      async () => {
        // Again, since the last of what it said when it came may be settled only now.
        await heardBefore(121);
        expect(row()?.troubles[0]).toMatchObject({ kind: 'silent', severity: 'critical' });
      },
      { withinMs: 15_000, everyMs: 500 },
    );
    // Nothing is announced about the kitchen any more: only the clock can tell.
    await heardBefore(110);
    await eventually(() => expect(row()?.presence).toBe('online'), { withinMs: 15_000 });
    await eventually(
      async () => {
        await heardBefore(125);
        expect(row()?.presence).toBe('silent');
      },
      { withinMs: 15_000, everyMs: 500 },
    );
  });

  it('refuses a page of another origin, on every transport, and takes its own, an allowed one and no browser', async () => {
    const outcome = async (transport: string, origin?: string): Promise<string> => {
      const client = connect({
        transports: [transport],
        ...(origin === undefined ? {} : { extraHeaders: { origin } }),
      });
      return new Promise((resolve) => {
        client.on('connect', () => resolve('taken'));
        client.on('connect_error', () => resolve('refused'));
      });
    };
    for (const transport of ['polling', 'websocket']) {
      expect(await outcome(transport, 'https://evil.example')).toBe('refused');
      expect(await outcome(transport, 'null')).toBe('refused');
      expect(await outcome(transport, stack.api.url)).toBe('taken');
      expect(await outcome(transport, 'https://staff.example')).toBe('taken');
      expect(await outcome(transport)).toBe('taken');
    }
  });

  it('answers no page of a name that was pointed at this machine (DNS rebinding)', async () => {
    const statusFor = (host: string, path = '/api/v1/status'): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const asked = request(`${stack.api.url}${path}`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        asked.on('error', reject);
        asked.end();
      });
    const { port } = stack.api;
    for (const host of [`localhost:${port}`, '127.0.0.1:5173', `[::1]:${port}`, 'staff.example'])
      expect([host, await statusFor(host)]).toEqual([host, 200]);
    const handshake = '/live/?EIO=4&transport=polling';
    expect(await statusFor(`localhost:${port}`, handshake)).toBe(200);
    for (const path of ['/api/v1/status', '/', '/operator/', '/health/live'])
      expect([path, await statusFor(`evil.example:${port}`, path)]).toEqual([path, 421]);
    expect(await statusFor(`evil.example:${port}`, handshake)).toBe(403);
  });

  it('answers unknown rooms, kitchens and events with what is wrong, and stays connected', async () => {
    const client = connect();
    expect(await watch(client, 'kitchens' as LiveRoom)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^a room is/),
    });
    expect(await watch(client, 'kitchen:xx-none-01')).toMatchObject({ ok: false });
    expect(await watch(client, 'kitchen:../../etc')).toMatchObject({ ok: false });
    const untyped = client as unknown as { emitWithAck(event: string, given: unknown): Promise<WatchAnswer> };
    expect(await untyped.emitWithAck('subscribe', 'fleet')).toMatchObject({ ok: false });
    expect(await watch(client, 'fleet')).toMatchObject({ ok: true });
    expect(client.connected).toBe(true);
  });

  it('lets a viewer watch fifty rooms and no more, until it leaves one', async () => {
    await stack.database.query(
      `INSERT INTO kitchen (id, name, first_seen_at) SELECT 'many-' || n, 'many', now() FROM generate_series(1, 51) AS n`,
    );
    const client = connect();
    for (let room = 1; room <= 50; room += 1)
      expect(await watch(client, `kitchen:many-${room}`)).toMatchObject({ ok: true });
    expect(await watch(client, 'kitchen:many-51')).toMatchObject({ ok: false });
    client.emit('unwatch', 'kitchen:many-1');
    expect(await watch(client, 'kitchen:many-51')).toMatchObject({ ok: true });
    await stack.database.query(`DELETE FROM kitchen WHERE name = 'many'`);
  });

  it('drops a viewer that sends more than a viewer has to say', async () => {
    const client = connect({ transports: ['websocket'] });
    const gone = new Promise<string>((resolve) => client.on('disconnect', resolve));
    await watch(client, 'fleet');
    client.emit('unwatch', `kitchen:${'x'.repeat(20_000)}`);
    expect(await gone).toMatch(/transport/);
  });

  it('begins a new epoch when announcements may have been missed, so that every viewer begins anew', async () => {
    const client = connect();
    const deltas = collect(client, 'fleet');
    const { epoch } = await snapshot(client, 'fleet');
    await stack.mosquitto.restart();
    await eventually(() => expect(deltas.some((delta) => delta.epoch !== epoch)).toBe(true), {
      withinMs: 30_000,
    });
    const fresh = await snapshot(client, 'fleet');
    expect(fresh.epoch).not.toBe(epoch);
  });
});
