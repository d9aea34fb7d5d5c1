import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { atEnd } from './cleanup.js';

/** A line between two programs on loopback that a test can spoil. */
export interface TcpProxy {
  /** `mqtt://…` or `postgres://…`, as the target was given, by way of the proxy. */
  readonly url: string;
  /** The connections of this moment pass nothing on any more and stay open: their peer has silently gone. New ones work. */
  halfOpen(): void;
}

/** A proxy in front of `targetUrl` on a port of its own. Ends with the test file. */
export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();

  const relay = (from: Socket, to: Socket): void => {
    from.on('data', (chunk: Buffer) => {
      if (!silent.has(from) && !to.destroyed) to.write(chunk);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      if (!silent.has(from)) to.end();
    });
  };

  const server = createServer((near) => {
    const far = connect({ host: target.hostname, port: Number(target.port) });
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      sockets.add(socket);
    }
    relay(near, far);
    relay(far, near);
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

  return {
    url: url.href.replace(/\/$/, ''),
    halfOpen: () => {
      for (const socket of sockets) silent.add(socket);
    },
  };
}
