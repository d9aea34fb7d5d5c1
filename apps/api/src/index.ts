import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { MAX_KITCHENS, MAX_PAYLOAD_BYTES } from '@bakeloop/contracts';
import { createDataSource, settleDeployment } from '@bakeloop/db';
import { DemoAccounts, People, Sessions } from '@bakeloop/identity';
import { createLogger } from '@bakeloop/runtime';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import { ApiModule } from './api.module.js';
import { authenticate } from './http/authentication.js';
import { hostCheck, refuseForeignHosts } from './http/host-guard.js';
import { securityHeaders, servePages } from './http/pages.js';
import { mustDeclarePermissions } from './http/permission.js';
import { ProblemFilter } from './http/problem.filter.js';
import { refuseOtherSites } from './http/same-site.js';
import { LiveAdapter } from './live/live.adapter.js';
import { NestLog } from './nest-log.js';
import { ApiSettings } from './settings.js';

export { mustDeclarePermissions } from './http/permission.js';

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
  /** Requests a minute of one address that nobody has signed in from, and of one person or token, at most. */
  requestsAMinute?: { ofPublic: number; ofPeople: number } | undefined;
  /** Proxies that are believed about where a request came from, as Express takes them: `loopback`, or addresses. Default: none. */
  trustedProxies?: string | undefined;
  /** Live connections that one address may have open: a hall full of people behind one router. Default: 500. */
  connectionsOfAddress?: number | undefined;
  /** Whom to tell of a hole, for security.txt: `mailto:` or `https:`. Default: nobody. */
  securityContact?: string | undefined;
  logLevel?: string | undefined;
}

export interface RunningApi {
  url: string;
  port: number;
  /** The numbers of this database are a demonstration, now and for ever. */
  demo: boolean;
  /** For `/link#…`: makes whoever follows it the first admin. Null: there is one, or it is a demonstration. */
  firstAdminSecret: string | null;
  stop(): Promise<void>;
}

/** Far beyond what pages and people ask; a program that reads everything again and again is held up. */
const REQUESTS_A_MINUTE = { ofPublic: 600, ofPeople: 1_200 };

const CONNECTIONS_OF_ADDRESS = 500;

/** Both `src` and `dist` lie one below `apps/api`. */
const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Starts the HTTP and socket.io door.
 * @throws Error that says what to do: the database does not answer, the port is in use
 */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const logger = createLogger('api', options.logLevel === undefined ? {} : { level: options.logLevel });
  const manifest = JSON.parse(readFileSync(fromHere('../package.json'), 'utf8')) as { version: string };
  const settingsFor = (demo: boolean) =>
    new ApiSettings(
      options.mqttUrl,
      options.mqttUsername,
      options.mqttPassword,
      demo,
      options.allowedOrigins ?? [],
      manifest.version,
      {
        everySeconds: options.canarySeconds ?? 60,
        lateAfterSeconds: options.canaryLateSeconds ?? 180,
      },
      options.maxKitchens ?? MAX_KITCHENS,
      options.requestsAMinute ?? REQUESTS_A_MINUTE,
      options.trustedProxies ?? null,
      options.connectionsOfAddress ?? CONNECTIONS_OF_ADDRESS,
      options.securityContact ?? null,
      logger,
    );
  const host = options.host ?? '127.0.0.1';
  const dataSource = await createDataSource(options.databaseUrl)
    .initialize()
    .catch((error: unknown) => {
      const { message, code } = error as { message?: unknown; code?: unknown };
      throw new Error(
        `The database does not answer (${String(message || code)}). Check that it runs and that DATABASE_URL names it.`,
        { cause: error },
      );
    });
  try {
    const { demo } = await settleDeployment(dataSource, options.demo ?? false);
    const settings = settingsFor(demo);
    const sessions = new Sessions(dataSource);
    if (demo) await new DemoAccounts(dataSource).prepare();
    const firstAdminSecret = demo ? null : await new People(dataSource).firstAdminLink();
    const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(dataSource, settings), {
      logger: new NestLog(logger),
      bodyParser: false,
      abortOnError: false,
      forceCloseConnections: true,
    });
    app.disable('x-powered-by');
    mustDeclarePermissions(app);
    if (options.trustedProxies) app.set('trust proxy', options.trustedProxies);
    const isOurs = hostCheck(host, settings.allowedOrigins);
    app.use(securityHeaders());
    app.use(refuseForeignHosts(isOurs));
    app.use(compression());
    app.use(
      ['/api', '/health'],
      refuseOtherSites(settings.allowedOrigins),
      authenticate(sessions, { keepsAddresses: !demo }),
    );
    app.useBodyParser('json', { limit: MAX_PAYLOAD_BYTES, inflate: false });
    const missing = servePages(app, {
      web: options.webDir ?? fromHere('../../web/dist'),
      operator: options.operatorDir ?? fromHere('../../operator/dist'),
    });
    if (missing.length > 0)
      logger.warn({ missing }, 'pages are not built and not served: run "npm run build"');
    app.useGlobalFilters(new ProblemFilter(logger));
    app.useWebSocketAdapter(new LiveAdapter(app, settings, isOurs));
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
      demo,
      firstAdminSecret,
      async stop() {
        await app.close();
        await dataSource.destroy();
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
