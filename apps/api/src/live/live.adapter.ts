import type { IncomingMessage } from 'node:http';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { INestApplicationContext } from '@nestjs/common';
import type { Server, ServerOptions } from 'socket.io';
import type { HostCheck } from '../http/host-guard.js';

/** socket.io with limits: a viewer only asks for rooms, so what it may send is small. */
export class LiveAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly allowedOrigins: readonly string[],
    private readonly isOurHost: HostCheck,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const limits: Partial<ServerOptions> = {
      path: '/live',
      serveClient: false,
      transports: ['polling', 'websocket'],
      maxHttpBufferSize: 16 * 1024,
      // A viewer that has stopped is dropped within the sum of both.
      pingInterval: 20_000,
      pingTimeout: 20_000,
      connectTimeout: 10_000,
      // CORS does not hold for WebSocket, and cookies would ride along: the origin is checked for every transport.
      allowRequest: (request: IncomingMessage, decide: (error: string | null, allowed: boolean) => void) =>
        decide(
          null,
          this.isOurHost(request.headers.host) && isOwnOrigin(request.headers, this.allowedOrigins),
        ),
    };
    // Nest's type asks for every option, socket.io for none.
    return super.createIOServer(port, { ...options, ...limits } as ServerOptions);
  }
}

/** Whether a live connection comes from our own page, an allowed one, or no browser at all (no Origin header). */
export function isOwnOrigin(
  headers: { origin?: string | undefined; host?: string | undefined },
  allowed: readonly string[],
): boolean {
  if (headers.origin === undefined) return true;
  if (allowed.includes(headers.origin)) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}
