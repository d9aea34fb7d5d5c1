import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { MAX_KITCHENS, MAX_PAYLOAD_BYTES, type CredentialRule } from '@bakeloop/contracts';
import { createDataSource, requireSchema, settleDeployment, settlePushKeys } from '@bakeloop/db';
import { DemoAccounts, People, Receipts, Sessions, type ExternalDoor } from '@bakeloop/identity';
import { createLogger, openHealthDoor, type HealthDoor } from '@bakeloop/runtime';
import { startTracing, tracedRequests, tracedStatement, type TraceTarget } from '@bakeloop/runtime/tracing';
import { NestFactory } from '@nestjs/core';
import { json, urlencoded, type NextFunction, type Request, type Response } from 'express';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import webPush from 'web-push';
import { AlarmSettings } from './alarms/alarm-settings.js';
import { ApiModule } from './api.module.js';
import { DeviceSettings } from './devices/device-settings.js';
import type { EmqxApi } from './devices/emqx-access.js';
import { authenticate, isSignedInSoon } from './http/authentication.js';
import { API_ROOT } from './http/endpoint.js';
import { endsWithin } from './ends-within.js';
import { hostCheck, refuseForeignHosts } from './http/host-guard.js';
import { JsonAnswers } from './http/json-answers.js';
import { securityHeaders, servePages } from './http/pages.js';
import { mustDeclarePermissions } from './http/permission.js';
import { ProblemFilter } from './http/problem.filter.js';
import { refuseOtherSites } from './http/same-site.js';
import { QueryTimes } from './line/query-times.js';
import { LineController } from './line/line.controller.js';
import { EXPOSITION_TYPE } from './line/prometheus.js';
import { StatusController } from './status/status.controller.js';
import { LiveAdapter } from './live/live.adapter.js';
import { PhotoRoom } from './photos/photo-room.js';
import type { PhotoLimits } from './photos/uploads.js';
import { publicDoor } from './public/public-door.js';
import { PublicFigures } from './public/public-figures.js';
import { isPlain } from './public/language.js';
import { LiveLines } from './public/live-lines.js';
import { NestLog } from './nest-log.js';
import { RequestsUnderWay } from './requests-under-way.js';
import { ApiSettings } from './settings.js';

export { mustDeclarePermissions } from './http/permission.js';
export { Mailer } from './mail/mailer.js';
export { reportDesk } from './reports/report-desk.js';
export { reportPost } from './reports/report-post.js';

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
  /** Sign-in at organisations' own doors (OpenID Connect). Default: none. */
  doors?: readonly ExternalDoor[] | undefined;
  /** The origin that people type; doors send them back to it. Default: this port of localhost. */
  publicUrl?: string | undefined;
  /** A door of its own for probes and scrapers, which asks for no name. Default: none. */
  health?: { host?: string | undefined; port: number } | undefined;
  /** Whether a kitchen without a credential is let in, where the broker asks us. Default: required. */
  kitchenCredentials?: CredentialRule | undefined;
  /** What a broker that asks us proves itself with; none: no broker does. */
  brokerHookSecret?: string | undefined;
  /** Administrator of the dynamic security of a Mosquitto, which is then kept in step with the credentials. */
  dynsec?: { username: string; password: string } | undefined;
  /** An EMQX that is told to end connections of credentials that are over. */
  emqx?: EmqxApi | undefined;
  /** Live connections that one address may have open: a hall full of people behind one router. Default: 500. */
  connectionsOfAddress?: number | undefined;
  /** Whom to tell of a hole, for security.txt: `mailto:` or `https:`. Default: nobody. */
  securityContact?: string | undefined;
  /** Where traces go, for OpenTelemetry. Default: nowhere. */
  tracing?: TraceTarget | undefined;
  /** Private key that signs receipts (Ed25519, PKCS #8 PEM). Default: one of the database's own. */
  receiptKey?: string | undefined;
  /** Where photos are kept, and within which limits. Default: nowhere, so none is taken. */
  photos?: ({ directory: string } & PhotoLimits) | undefined;
  /** How often alarms are evaluated, s. Default: every five seconds. */
  alarmSeconds?: number | undefined;
  /** The mail server for alarms and reports, `smtps://user:password@host`, and from whom they come. Default: no e-mail. */
  mail?: { smtpUrl: string; from: string } | undefined;
  /** What push services know the platform by (VAPID), base64url. Default: a pair of the database's own. */
  pushKeys?: { publicKey: string; privateKey: string } | undefined;
  /** Whether webhooks and push services of this very machine are asked, also by plain http. Default: false. */
  webhooksToLoopback?: boolean | undefined;
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
/** When it stops, requests under way are answered within this, ms, or cut: whoever asked asks another, or again. */
const ANSWERED_WITHIN_MS = 5_000;

const CONNECTIONS_OF_ADDRESS = 500;
/** Between two looks for alarms: within the shortest time that one has to last. */
const ALARM_SECONDS = 5;
/** Push services want an address of who answers for what is pushed; an origin of this machine alone is none to them. */
const pushSubjectOf = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? publicUrl : 'mailto:nobody@bakeloop.invalid';

/** Both `src` and `dist` lie one below `apps/api`. */
const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Starts the HTTP and socket.io door.
 * @throws Error that says what to do: the database does not answer or has another schema, the port is in use
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
      options.doors ?? [],
      options.publicUrl ?? `http://localhost:${options.port}`,
      options.connectionsOfAddress ?? CONNECTIONS_OF_ADDRESS,
      options.securityContact ?? null,
      logger,
    );
  if (options.dynsec && !(options.mqttUsername && options.mqttPassword))
    throw new Error(
      'DYNSEC_USERNAME is set: set MQTT_USERNAME and MQTT_PASSWORD too, the user that ingest and API are to be at the broker.',
    );
  const devices = new DeviceSettings(
    options.kitchenCredentials ?? 'required',
    options.brokerHookSecret,
    options.dynsec,
    options.emqx,
  );
  const host = options.host ?? '127.0.0.1';
  const queryTimes = new QueryTimes();
  const stopTracing =
    options.tracing && (await startTracing('bakeloop-api', manifest.version, options.tracing));
  const dataSource = await createDataSource(options.databaseUrl, undefined, undefined, {
    onStatement: (tookMs, text) => {
      queryTimes.took(tookMs);
      tracedStatement(tookMs, text);
    },
  })
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
    const { demo } = await settleDeployment(dataSource, options.demo ?? false);
    const settings = settingsFor(demo);
    const sessions = new Sessions(dataSource);
    const receipts = await Receipts.open(dataSource, options.receiptKey);
    const pushKeys =
      options.pushKeys ?? (await settlePushKeys(dataSource, () => webPush.generateVAPIDKeys()));
    const alarms = new AlarmSettings(
      options.alarmSeconds ?? ALARM_SECONDS,
      options.mail ?? null,
      pushKeys,
      options.securityContact ?? pushSubjectOf(settings.publicUrl),
      options.webhooksToLoopback ?? false,
    );
    if (demo) await new DemoAccounts(dataSource).prepare();
    const firstAdminSecret = demo ? null : await new People(dataSource).firstAdminLink();
    const app = await NestFactory.create<NestExpressApplication>(
      ApiModule.with(
        dataSource,
        settings,
        queryTimes,
        devices,
        receipts,
        new PhotoRoom(dataSource, options.photos?.directory ?? null, logger, options.photos),
        alarms,
      ),
      new JsonAnswers(),
      {
        logger: new NestLog(logger),
        bodyParser: false,
        abortOnError: false,
        forceCloseConnections: true,
      },
    );
    app.disable('x-powered-by');
    mustDeclarePermissions(app);
    if (options.trustedProxies) app.set('trust proxy', options.trustedProxies);
    const underWay = new RequestsUnderWay();
    app.use(underWay.count);
    if (options.tracing) {
      const express = app.getHttpAdapter().getInstance() as { get(name: string): unknown };
      const isTrusted = express.get('trust proxy fn') as (address: string, hop: number) => boolean;
      app.use(tracedRequests((address) => isTrusted(address, 0)));
    }
    const isOurs = hostCheck(host, settings.allowedOrigins);
    app.use(securityHeaders());
    app.use(refuseForeignHosts(isOurs));
    const webDir = options.webDir ?? fromHere('../../web/dist');
    app.use(publicDoor(app.get(PublicFigures), { origin: settings.publicUrl, webDir }));
    app.use(compression());
    const whoAsks = authenticate(sessions, { keepsAddresses: !demo });
    app.use(['/api', '/health'], refuseOtherSites(settings.allowedOrigins), whoAsks);
    // Of the pages that the server makes, those that are not everybody's.
    app.use(
      ['/metrics', '/sponsors', '/sign-in'],
      (request: Request, response: Response, next: NextFunction) =>
        isPlain(request) ? whoAsks(request, response, next) : next(),
    );
    // The forms of a link with a password, and of the sign-in: some words, and no more.
    app.use(
      ['/s', '/sign-in'],
      refuseOtherSites(settings.allowedOrigins),
      urlencoded({ extended: false, limit: 4_096 }),
    );
    // An amended message is JSON as a text in JSON: each of its quotation marks takes a byte more there.
    app.use(`${API_ROOT}/dead-letters`, json({ limit: 2 * MAX_PAYLOAD_BYTES, inflate: false }));
    app.useBodyParser('json', { limit: MAX_PAYLOAD_BYTES, inflate: false });
    const missing = servePages(
      app,
      { web: webDir, operator: options.operatorDir ?? fromHere('../../operator/dist') },
      (request) => isSignedInSoon(sessions, request),
    );
    if (missing.length > 0)
      logger.warn({ missing }, 'pages are not built and not served: run "npm run build"');
    app.useGlobalFilters(new ProblemFilter(logger, settings.publicUrl));
    app.useWebSocketAdapter(new LiveAdapter(app, settings, isOurs));
    try {
      await app.listen(options.port, host);
    } catch (error) {
      await app.close();
      throw listenError(error, host, options.port);
    }
    const health = options.health && (await openHealth(app, options.health));
    const { port } = app.getHttpServer().address() as AddressInfo;
    logger.info({ host, port }, 'serving');
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      port,
      demo,
      firstAdminSecret,
      async stop() {
        await health?.close();
        // No new ones come: what has been asked is answered, then every connection ends.
        app.getHttpServer().close();
        app.get(LiveLines).endAll();
        const answered = await underWay.done(ANSWERED_WITHIN_MS);
        await app.close();
        // It would wait for the statement that held the request up, which may wait for a lock or a stopped server.
        if (!answered || !(await endsWithin(dataSource.destroy())))
          logger.warn('stopped with work under way');
        await stopTracing?.();
      },
    };
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** The same figures as behind a sign-in, where only those reach it who may have them. */
function openHealth(
  app: NestExpressApplication,
  { host, port }: NonNullable<ApiOptions['health']>,
): Promise<HealthDoor> {
  const status = app.get(StatusController);
  const line = app.get(LineController);
  return openHealthDoor({
    host,
    port,
    ready: () => status.needs(),
    metrics: { contentType: EXPOSITION_TYPE, read: () => line.metrics() },
  });
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
