import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** What a program needs to be of use, each with whether it is there now. */
export type Readiness = Readonly<Record<string, boolean>>;

export interface HealthDoorOptions {
  /** Default: this machine only, since it asks for no name. */
  host?: string | undefined;
  /** 0 for any free one. */
  port: number;
  ready: () => Promise<Readiness>;
  metrics: { contentType: string; read: () => Promise<string> };
}

export interface HealthDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** The port of such a door, for a program's environment; 0 for any free one, none for no door. */
export const doorPort = z.coerce.number().int().min(0).max(65_535).optional();

/** Settings of the door, for a program's environment. */
export const healthEnv = {
  HEALTH_PORT: doorPort.describe(
    'answers /health/live, /health/ready and /health/metrics there; without it there is no such door',
  ),
  HEALTH_HOST: z.string().default('127.0.0.1').describe('address of that door; it asks for no name'),
};

/** Probes and scrapers hold few connections; more are somebody else's. */
const MAX_CONNECTIONS = 50;
/** A request is one line and some headers, ms. */
const REQUEST_WITHIN_MS = 5_000;

/**
 * A door for probes and scrapers of a program that has no other: `/health/live` while the process runs, `/health/ready`
 * with a line for each thing it needs (503 when one is missing), `/health/metrics` for Prometheus.
 * @throws Error that says which setting to change when the address cannot be listened on
 */
export async function openHealthDoor(options: HealthDoorOptions): Promise<HealthDoor> {
  const { host = '127.0.0.1', port } = options;
  const server = createServer(
    {
      requestTimeout: REQUEST_WITHIN_MS,
      headersTimeout: REQUEST_WITHIN_MS,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) =>
      void answer(options, request).then(
        ({ status, type, body }) => end(request, response, status, type, body),
        () => end(request, response, 503, 'text/plain; charset=utf-8', 'not to be had now\n'),
      ),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw new Error(
      `The health door cannot listen on ${host}:${port} (${(error as NodeJS.ErrnoException).code}). Set HEALTH_PORT to a free port and HEALTH_HOST to an address of this machine.`,
      { cause: error },
    );
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Answer {
  status: number;
  type: string;
  body: string;
}

async function answer({ ready, metrics }: HealthDoorOptions, request: IncomingMessage): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return json(405, { error: 'only GET' });
  switch (request.url?.split('?')[0]) {
    case '/health/live':
      return json(200, { ok: true });
    case '/health/ready': {
      const readiness = await ready();
      return json(Object.values(readiness).every(Boolean) ? 200 : 503, readiness);
    }
    case '/health/metrics':
      return { status: 200, type: metrics.contentType, body: await metrics.read() };
    default:
      return json(404, { error: 'there are /health/live, /health/ready and /health/metrics' });
  }
}

function json(status: number, body: unknown): Answer {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(body, null, 2)}\n` };
}

function end(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : body);
}
