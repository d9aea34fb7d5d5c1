import type { IncomingMessage } from 'node:http';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { NOBODY } from '@bakeloop/identity';
import type { ExpressAdapter, NestExpressApplication } from '@nestjs/platform-express';
import type { Server, ServerOptions } from 'socket.io';
import type { HostCheck } from '../http/host-guard.js';
import { addressOf, networkOf } from '../http/network.js';
import { RateLimits } from '../http/rate-limits.js';
import type { ApiSettings } from '../settings.js';

/** What of a connection of engine.io is used here. */
type Connection = { request: IncomingMessage; once(event: 'close', listener: () => void): unknown };

/** socket.io with limits: a viewer only asks for rooms, so what it may send is small. */
export class LiveAdapter extends IoAdapter {
  /** Connections that are open, by the network they come from. */
  private readonly open = new Map<string, number>();

  constructor(
    private readonly app: NestExpressApplication,
    private readonly settings: ApiSettings,
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
        void this.isWelcome(request).then(
          (welcome) => decide(null, welcome),
          () => decide(null, false),
        ),
    };
    // Nest's type asks for every option, socket.io for none.
    const server = super.createIOServer(port, { ...options, ...limits } as ServerOptions) as Server;
    server.engine.on('connection', (connection: Connection) => this.count(connection));
    return server;
  }

  private count(connection: Connection): void {
    const network = networkOf(addressOf(this.app.getHttpAdapter() as ExpressAdapter, connection.request));
    const add = (one: 1 | -1): void => {
      const open = (this.open.get(network) ?? 0) + one;
      if (open > 0) this.open.set(network, open);
      else this.open.delete(network);
    };
    add(1);
    connection.once('close', () => add(-1));
  }

  private async isWelcome(request: IncomingMessage): Promise<boolean> {
    if (!this.isOurHost(request.headers.host)) return false;
    if (!isOwnOrigin(request.headers, this.settings.allowedOrigins)) return false;
    // Of a connection that is there already; an empty one begins another.
    if (new URL(request.url ?? '', 'http://any').searchParams.get('sid')) return true;
    const address = addressOf(this.app.getHttpAdapter() as ExpressAdapter, request);
    if ((this.open.get(networkOf(address)) ?? 0) >= this.settings.connectionsOfAddress) return false;
    await this.app.get(RateLimits).request(NOBODY, address);
    return true;
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
