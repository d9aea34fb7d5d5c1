import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { MAX_KITCHENS, MAX_PAYLOAD_BYTES } from '@bakeloop/contracts';
import { createDataSource, requireSchema } from '@bakeloop/db';
import { createLogger } from '@bakeloop/runtime';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import { ApiModule } from './api.module.js';
import { hostCheck, refuseForeignHosts } from './http/host-guard.js';
import { securityHeaders, servePages } from './http/pages.js';
import { ProblemFilter } from './http/problem.filter.js';
import { QueryTimes } from './line/query-times.js';
import { LiveAdapter } from './live/live.adapter.js';
import { NestLog } from './nest-log.js';
import { RequestsUnderWay } from './requests-under-way.js';
import { ApiSettings } from './settings.js';

export interface ApiOptions {
  /** `postgres://…`, migrated. */
  databaseUrl: string;
  /** `mqtt://…`: where changes are announced. The broker may come later. */
  mqttUrl: string;
  mqttUsername?: string | undefined;
  mqttPassword?: string | undefined;
  /** Default: this machine only. */
  host?: string | undefined;
  /** 0 for any free one. */
  port: number;
  /** Built web app; default: `apps/web/dist` of this workspace. */
  webDir?: string | undefined;
  /** Built operator's app; default: `apps/operator/dist` of this workspace. */
  operatorDir?: string | undefined;
  /** The simulated kitchens are running: the pages say that the numbers are not real. */
  demo?: boolean | undefined;
  /** Origins besides the page's own that may open a live connection; bound to loopback, their hosts are answered too. */
  allowedOrigins?: readonly string[] | undefined;
  /** How often a canary pack is sent through the line, s. Default: once a minute. */
  canarySeconds?: number | undefined;
  /** How old the newest canary pack may be, s. Default three minutes: a restart loses one, nothing that works loses three. */
  canaryLateSeconds?: number | undefined;
  /** Kitchens of the fleet, as the ingest has it: a dead letter of one more is refused again. Default: MAX_KITCHENS. */
  maxKitchens?: number | undefined;
  logLevel?: string | undefined;
}

export interface RunningApi {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** When it stops, requests under way are answered within this, ms, or cut: whoever asked asks another, or again. */
const ANSWERED_WITHIN_MS = 5_000;

/** Both `src` and `dist` lie one below `apps/api`. */
const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Starts the HTTP and socket.io door.
 * @throws Error that says what to do: the database does not answer or has another schema, the port is in use
 */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const logger = createLogger('api', options.logLevel === undefined ? {} : { level: options.logLevel });
  const manifest = JSON.parse(readFileSync(fromHere('../package.json'), 'utf8')) as { version: string };
  const settings = new ApiSettings(
    options.mqttUrl,
    options.mqttUsername,
    options.mqttPassword,
    options.demo ?? false,
    options.allowedOrigins ?? [],
    manifest.version,
    {
      everySeconds: options.canarySeconds ?? 60,
      lateAfterSeconds: options.canaryLateSeconds ?? 180,
    },
    options.maxKitchens ?? MAX_KITCHENS,
    logger,
  );
  const host = options.host ?? '127.0.0.1';
  const queryTimes = new QueryTimes();
  const dataSource = await createDataSource(options.databaseUrl, undefined, undefined, (tookMs) =>
    queryTimes.took(tookMs),
  )
    .initialize()
    .catch((error: unknown) => {
      const { message, code } = error as { message?: unknown; code?: unknown };
      throw new Error(
        `The database does not answer (${String(message || code)}). Check that it runs and that DATABASE_URL names it.`,
        { cause: error },
      );
    });
  try {
    await requireSchema(dataSource);
    const app = await NestFactory.create<NestExpressApplication>(
      ApiModule.with(dataSource, settings, queryTimes),
      {
        logger: new NestLog(logger),
        bodyParser: false,
        abortOnError: false,
        forceCloseConnections: true,
      },
    );
    app.disable('x-powered-by');
    const underWay = new RequestsUnderWay();
    app.use(underWay.count);
    const isOurs = hostCheck(host, settings.allowedOrigins);
    app.use(securityHeaders());
    app.use(refuseForeignHosts(isOurs));
    app.use(compression());
    app.useBodyParser('json', { limit: MAX_PAYLOAD_BYTES, inflate: false });
    const missing = servePages(app, {
      web: options.webDir ?? fromHere('../../web/dist'),
      operator: options.operatorDir ?? fromHere('../../operator/dist'),
    });
    if (missing.length > 0)
      logger.warn({ missing }, 'pages are not built and not served: run "npm run build"');
    app.useGlobalFilters(new ProblemFilter(logger));
    app.useWebSocketAdapter(new LiveAdapter(app, settings.allowedOrigins, isOurs));
    try {
      await app.listen(options.port, host);
    } catch (error) {
      await app.close();
      throw listenError(error, host, options.port);
    }
    const { port } = app.getHttpServer().address() as AddressInfo;
    logger.info({ host, port }, 'serving');
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      port,
      async stop() {
        // No new ones come: what has been asked is answered, then every connection ends.
        app.getHttpServer().close();
        const answered = await underWay.done(ANSWERED_WITHIN_MS);
        await app.close();
        // It would wait for the statement that held the request up, which may wait for a lock or a stopped server.
        if (answered) await dataSource.destroy();
        else logger.warn('stopped with requests under way');
      },
    };
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

function listenError(error: unknown, host: string, port: number): unknown {
  const { code } = error as { code?: unknown };
  if (code === 'EADDRINUSE')
    return new Error(`Port ${port} is in use. Stop the program that uses it, or set PORT to a free one.`);
  if (code === 'EACCES')
    return new Error(`Port ${port} needs more rights than this program has. Set PORT to one above 1023.`);
  if (code === 'EADDRNOTAVAIL')
    return new Error(`This machine has no address ${host}. Set HOST to one it has, or to 0.0.0.0 for all.`);
  return error;
}
