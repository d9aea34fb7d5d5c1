import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { atEnd } from './cleanup.js';

/** A line between two programs on loopback that a test can spoil. */
export interface TcpProxy {
  /** `mqtt://…` or `postgres://…`, as the target was given, by way of the proxy. */
  readonly url: string;
  /** Delays every byte each way, ms; order is kept. */
  latency(ms: number): void;
  /** Lets this many bytes a second through each way. */
  bandwidth(bytesASecond: number): void;
  /** Passes data on in pieces of this many bytes. */
  slice(bytes: number): void;
  /** Resets every connection; new ones are taken. */
  cut(): void;
  /** The connections of this moment pass nothing on any more and stay open: their peer has silently gone. New ones work. */
  halfOpen(): void;
  /** Bytes passed on so far: to the target, and from it. */
  readonly passed: { up: number; down: number };
}

/** A proxy in front of `targetUrl` on a port of its own. Ends with the test file. */
export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  const passed = { up: 0, down: 0 };
  let latencyMs = 0;
  let bytesASecond = Infinity;
  let pieceBytes = Infinity;
  const silent = new Set<Socket>();

  const relay = (from: Socket, to: Socket, way: 'up' | 'down'): void => {
    /** When the line is free again, ms. */
    let freeMs = 0;
    from.on('data', (chunk: Buffer) => {
      if (silent.has(from)) return;
      for (let at = 0; at < chunk.length; at += Math.min(pieceBytes, chunk.length)) {
        const piece = chunk.subarray(at, at + Math.min(pieceBytes, chunk.length));
        const nowMs = performance.now();
        freeMs = Math.max(freeMs, nowMs) + (piece.length / bytesASecond) * 1_000;
        const waitMs = freeMs - nowMs + latencyMs;
        const pass = (): void => {
          if (silent.has(from) || to.destroyed) return;
          passed[way] += piece.length;
          to.write(piece);
        };
        if (waitMs <= 0) pass();
        else setTimeout(pass, waitMs);
      }
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      if (silent.has(from)) return;
      setTimeout(() => to.end(), latencyMs);
    });
  };

  const server = createServer((near) => {
    const far = connect({ host: target.hostname, port: Number(target.port) });
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      sockets.add(socket);
    }
    relay(near, far, 'up');
    relay(far, near, 'down');
  });
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    cut();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const url = new URL(targetUrl);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);

  return {
    url: url.href.replace(/\/$/, ''),
    passed,
    latency: (ms) => void (latencyMs = ms),
    bandwidth: (bytes) => void (bytesASecond = bytes),
    slice: (bytes) => void (pieceBytes = bytes),
    cut,
    halfOpen: () => {
      for (const socket of sockets) silent.add(socket);
    },
  };
}
