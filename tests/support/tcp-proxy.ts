import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { atEnd } from './cleanup.js';

export type Way = 'toServer' | 'toClient';

/** A line between two programs on loopback that a test can spoil. Settings hold from now on, also for open connections. */
export interface TcpProxy {
  /** `mqtt://…` or `postgres://…`, as the target was given, by way of the proxy. */
  readonly url: string;
  /** Bytes carried so far, of all connections together and without what TCP adds. */
  readonly carried: Readonly<Record<Way, number>>;
  /** Connections accepted so far. */
  readonly connections: number;
  /** All arrives so much later each way, ms, and up to `jitterMs` more, in order. 0 for at once. */
  latency(ms: number, jitterMs?: number): void;
  /** Each way of each connection carries so many bytes a second, and its sender is held back. 0 for no limit. */
  bandwidth(bytesPerSecond: number): void;
  /**
   * Of the packets so many are lost each way, as a share. TCP hides that: a lost packet is sent again after a retransmission
   * time-out, and what came behind it waits in the receiver. So here it arrives later by that time-out and costs the line
   * its bytes once more. On a thin line no three packets follow that would have it sent again sooner. 0 for none.
   */
  loss(share: number): void;
  /** What is carried arrives in pieces of so many bytes. 0 for as it came. */
  slice(bytes: number): void;
  /** The connections of this moment are reset, and what is on its way is lost. New ones work. */
  cut(): void;
  /** As `cut`, and new connections are reset too until told otherwise. */
  down(isDown: boolean): void;
  /**
   * The connections of this moment carry nothing any more, or nothing that way, and stay open: their peer has silently
   * gone. New ones work.
   */
  halfOpen(way?: Way): void;
  /** The next connection carries so many bytes to the server, which has them all, and then breaks at both ends. */
  dropAfter(bytes: number): void;
}

/** What is under way in one direction before its sender is held back, bytes: the buffer of a modem. */
const BUFFER_BYTES = 16 * 1024;
/** On a slow line a chunk arrives bit by bit rather than as a whole at its end: in pieces of a packet, bytes. */
const PACKET_BYTES = 1_400;
/** RFC 6298: a retransmission time-out is never below a second, and doubles with each time in a row, ms. */
const LEAST_RTO_MS = 1_000;
/** In round trips, where these vary as on a radio line. */
const RTO_ROUND_TRIPS = 1.5;

interface Spoiling {
  latencyMs: number;
  jitterMs: number;
  bytesPerSecond: number;
  sliceBytes: number;
  lossShare: number;
}

/**
 * A proxy in front of `targetUrl` on a port of its own. Ends with the test file.
 * @param random of the jitter and the losses, [0, 1)
 */
export async function startTcpProxy(
  targetUrl: string,
  random: () => number = Math.random,
): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const spoiling: Spoiling = { latencyMs: 0, jitterMs: 0, bytesPerSecond: 0, sliceBytes: 0, lossShare: 0 };
  const carried = { toServer: 0, toClient: 0 };
  const sockets = new Set<Socket>();
  const open = new Set<{ ends: readonly Socket[]; silent: Set<Way> }>();
  let connections = 0;
  let isDown = false;
  let nextDropsAfter = Infinity;
  const reset = (ends: Iterable<Socket>): void => {
    for (const socket of ends) socket.resetAndDestroy();
  };

  const server = createServer({ noDelay: true }, (near) => {
    sockets.add(near.on('error', () => undefined));
    near.on('close', () => sockets.delete(near));
    if (isDown) return reset([near]);
    connections++;
    const far = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    sockets.add(far.on('error', () => undefined));
    far.on('close', () => sockets.delete(far));
    const connection = { ends: [near, far], silent: new Set<Way>() };
    open.add(connection);
    near.on('close', () => open.delete(connection));

    let left = nextDropsAfter;
    nextDropsAfter = Infinity;
    const arrive = (to: Socket, way: Way) => (bytes: Buffer | null) => {
      if (connection.silent.has(way)) return;
      if (bytes === null) return void to.end();
      carried[way] += bytes.length;
      if (way === 'toClient' || bytes.length <= left) to.write(bytes);
      // No reset here: it could overtake the bytes.
      else to.end(bytes.subarray(0, left), () => reset([near]));
      if (way === 'toServer') left = Math.max(0, left - bytes.length);
    };
    relay(near, spoiling, random, arrive(far, 'toServer'));
    relay(far, spoiling, random, arrive(near, 'toClient'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const url = new URL(targetUrl);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);

  const cut = (): void => [...open].forEach(({ ends }) => reset(ends));
  return {
    url: url.href.replace(/\/$/, ''),
    carried,
    get connections() {
      return connections;
    },
    latency: (latencyMs, jitterMs = 0) => void Object.assign(spoiling, { latencyMs, jitterMs }),
    bandwidth: (bytesPerSecond) => void Object.assign(spoiling, { bytesPerSecond }),
    loss: (lossShare) => void Object.assign(spoiling, { lossShare }),
    slice: (sliceBytes) => void Object.assign(spoiling, { sliceBytes }),
    cut,
    down: (yes) => {
      isDown = yes;
      if (yes) cut();
    },
    halfOpen: (way) => {
      const ways = way === undefined ? (['toServer', 'toClient'] as const) : [way];
      for (const { silent } of open) for (const one of ways) silent.add(one);
    },
    dropAfter: (bytes) => void (nextDropsAfter = bytes),
  };
}

/** Hands on what one end sends, in order and when the line lets it arrive; null when that end has closed. */
function relay(
  from: Socket,
  spoiling: Spoiling,
  random: () => number,
  arrive: (bytes: Buffer | null) => void,
): void {
  const underWay: { atMs: number; bytes: Buffer | null }[] = [];
  let bytesUnderWay = 0;
  let lineFreeAtMs = 0;
  let waiting = false;

  const deliver = (): void => {
    waiting = false;
    for (let head = underWay[0]; head; head = underWay[0]) {
      const inMs = head.atMs - performance.now();
      if (inMs > 0) return wait(inMs);
      underWay.shift();
      bytesUnderWay -= head.bytes?.length ?? 0;
      arrive(head.bytes);
      if (bytesUnderWay < BUFFER_BYTES) from.resume();
      // A breath between the pieces, or the receiver would read many at once.
      if (spoiling.sliceBytes > 0 && underWay.length > 0) return wait(0);
    }
  };
  const wait = (ms: number): void => {
    if (waiting) return;
    waiting = true;
    if (ms === 0) setImmediate(deliver);
    else setTimeout(deliver, Math.ceil(ms));
  };
  const send = (bytes: Buffer | null): void => {
    const { latencyMs, jitterMs, bytesPerSecond, lossShare } = spoiling;
    const size = bytes?.length ?? 0;
    const sendsMs = bytesPerSecond > 0 ? (size / bytesPerSecond) * 1_000 : 0;
    lineFreeAtMs = Math.max(lineFreeAtMs, performance.now()) + sendsMs;
    let lostMs = 0;
    for (
      let timeoutMs = Math.max(LEAST_RTO_MS, RTO_ROUND_TRIPS * 2 * latencyMs);
      size > 0 && random() < lossShare;
      timeoutMs *= 2
    ) {
      lostMs += timeoutMs;
      lineFreeAtMs += sendsMs;
    }
    const arrivesMs = lineFreeAtMs + latencyMs + jitterMs * random() + lostMs;
    const atMs = Math.max(arrivesMs, underWay.at(-1)?.atMs ?? 0);
    underWay.push({ atMs, bytes });
    bytesUnderWay += size;
  };
  from.on('data', (chunk: Buffer) => {
    const { sliceBytes, bytesPerSecond, lossShare } = spoiling;
    const piece = sliceBytes || (bytesPerSecond > 0 || lossShare > 0 ? PACKET_BYTES : chunk.length);
    for (let at = 0; at < chunk.length; at += piece) send(chunk.subarray(at, at + piece));
    if (bytesUnderWay >= BUFFER_BYTES) from.pause();
    if (!waiting) deliver();
  });
  from.on('close', () => {
    send(null);
    if (!waiting) deliver();
  });
}
