import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createDataSource, HISTORY_JOB, readJob } from '@bakeloop/db';
import { EmbeddedError, startBroker, startDatabase } from '@bakeloop/embedded';
import { onShutdown, trusting } from '@bakeloop/runtime';
import { openBrokerDoor } from './broker-door.js';
import { engineNotice, migrate, withDatabase } from './database.js';
import { firstAdminWords } from './first-admin.js';
import { credentialRule, kitchenDoor } from './kitchen-door.js';
import { startPart, type Part, type PartOptions } from './part.js';
import { requireFreePort } from './ports.js';
import { readRunFile, removeRunFile, writeRunFile } from './run-file.js';
import { photosDirOf, type OpsSettings } from './settings.js';
import { UserError } from './user-error.js';

export interface UpOptions {
  /** Simulated kitchens; 0 for none. */
  kitchens: number;
  seed: number;
  /** Days of simulated history on the first start; 0 for none. */
  historyDays: number;
  faults: string;
}

/** The address has to be up within this, ms, or something is wrong. */
const READY_WITHIN_MS = 60_000;
/** How long a kitchen that connects waits for the database to tell whether it may, ms. */
const DOOR_ANSWERS_WITHIN_MS = 10_000;

const entryOf = (app: 'ingest' | 'api' | 'kitchen'): string =>
  fileURLToPath(import.meta.resolve(`@bakeloop/${app}`))
    .replace(/index\.(js|ts)$/, 'main.js')
    .replace('/src/', '/dist/');

/**
 * Brings everything up and stays: what `DATABASE_URL` and `MQTT_URL` do not name is embedded. Prints one address. Each
 * program is a process of its own, started again should it end; Ctrl-C ends them in order.
 */
export async function up(
  settings: OpsSettings,
  options: UpOptions,
  say: (line: string) => void,
): Promise<void> {
  const dataDir = settings.BAKELOOP_DATA;
  prepareFolder(dataDir);
  const running = readRunFile(dataDir);
  if (running)
    throw new UserError(`Bakeloop is running on ${dataDir} already (process ${running.pid}): ${running.web}`);
  await requireFreePort(settings.HOST, settings.PORT, 'PORT', 'the web server');
  if (!settings.MQTT_URL)
    await requireFreePort(settings.HOST, settings.MQTT_PORT, 'MQTT_PORT', 'the MQTT broker');

  // What started last ends first.
  const stops: (() => Promise<void>)[] = [];
  let stopped = false;
  const stopAll = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    for (const stop of stops.reverse()) await stop();
    removeRunFile(dataDir);
  };
  onShutdown(async () => {
    say('\nStopping …');
    await stopAll();
    say('Stopped. The data is kept in ' + dataDir);
  });

  try {
    const database = settings.DATABASE_URL
      ? { url: settings.DATABASE_URL }
      : await embeddedDatabase(dataDir, say, stops, () => stopped);
    const { ran, engine } = await migrate(database.url);
    if (ran.length > 0) say(`Database: ${engine.version}; schema brought up to date`);
    else say(`Database: ${engine.version}`);
    const notice = engineNotice(engine);
    if (notice) say(notice);

    const broker = settings.MQTT_URL
      ? {
          url: settings.MQTT_URL,
          env: credentials(settings.MQTT_USERNAME, settings.MQTT_PASSWORD),
          simulated: {},
        }
      : await embeddedBroker(settings, { dataDir, databaseUrl: database.url, say, stops });
    say(`Broker: ${broker.url}`);

    const logDir = join(dataDir, 'logs');
    const part = (
      name: 'ingest' | 'api' | 'kitchen',
      env: Record<string, string>,
      args: string[] = [],
      more: Pick<PartOptions, 'onMessage'> = {},
    ): Part => {
      const started = startPart(name, entryOf(name), { env, args, logDir, onRestart: say, ...more });
      stops.push(() => started.stop());
      return started;
    };
    const shared = { DATABASE_URL: database.url, MQTT_URL: broker.url, ...broker.env };
    part('ingest', shared);
    const web = `http://${settings.HOST === '127.0.0.1' ? 'localhost' : settings.HOST}:${settings.PORT}`;
    // Each start of the API makes a new link, and the one before works no longer: the newest is said.
    let isUp = false;
    let firstAdmin: string | null = null;
    const onMessage = (message: unknown) => {
      firstAdmin = firstAdminWords(web, message);
      if (isUp && firstAdmin !== null) say(firstAdmin);
    };
    part(
      'api',
      {
        ...shared,
        HOST: settings.HOST,
        PORT: String(settings.PORT),
        BAKELOOP_DEMO: String(options.kitchens > 0),
        PHOTOS_DIR: photosDirOf(settings),
      },
      [],
      { onMessage },
    );
    await untilReady(
      `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${settings.PORT}`,
      logDir,
    );
    const history = options.kitchens > 0 && options.historyDays > 0 && (await historyIsDue(database.url));
    if (options.kitchens > 0)
      part('kitchen', { MQTT_URL: broker.url, ...broker.simulated }, [
        '--kitchens',
        String(options.kitchens),
        '--seed',
        String(options.seed),
        '--faults',
        options.faults,
        // History tells what was before; told by the kitchens too, the same events would look late.
        ...(history ? ['--log-from', new Date().toISOString()] : []),
        '--data',
        join(dataDir, 'kitchens'),
      ]);
    writeRunFile(dataDir, { pid: process.pid, web, mqttUrl: broker.url, databaseUrl: database.url });
    say(`\n  Bakeloop is at ${web}\n`);
    isUp = true;
    if (firstAdmin !== null) say(firstAdmin);
    if (options.kitchens > 0) {
      say(
        `${options.kitchens === 1 ? 'One simulated kitchen is' : `${options.kitchens} simulated kitchens are`} running: every page says so. Ctrl-C stops; the data stays in ${dataDir}`,
      );
      if (history) loadHistoryBehind(database.url, options, { logDir, say, stops });
    } else say('Ctrl-C stops.');
  } catch (error) {
    // Stopped while it started: whatever failed, failed because of that, and the shutdown is under way.
    if (stopped) return;
    await stopAll();
    throw error instanceof EmbeddedError ? new UserError(error.message) : error;
  }
}

function prepareFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new UserError(
      `The data folder ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code}). Give this user the right to, or choose another: BAKELOOP_DATA=<folder> npm start`,
    );
  }
}

/** A secret of this data folder, made on the first start. */
function secretOf(dataDir: string, name: string): string {
  const path = join(dataDir, name);
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}

/** Starts the embedded database, and starts it again on the same port should its process end by itself. */
async function embeddedDatabase(
  dataDir: string,
  say: (line: string) => void,
  stops: (() => Promise<void>)[],
  stopping: () => boolean,
): Promise<{ url: string }> {
  const password = secretOf(dataDir, 'database.secret');
  const start = (port: number) =>
    startDatabase({
      dataDir: join(dataDir, 'database'),
      port,
      password,
      onLog: (line) => say(`database: ${line}`),
    });
  say('Starting the embedded TimescaleDB …');
  let current = await start(0);
  const port = Number(new URL(current.url).port);
  stops.push(() => current.stop());
  const watch = async (): Promise<void> => {
    for (;;) {
      const { code, signal } = await current.exited;
      if (stopping()) return;
      say(
        `The database ended (${signal ?? `exit code ${code}`}); starting it again. Nothing acknowledged is lost.`,
      );
      await delay(500);
      if (stopping()) return;
      current = await start(port);
    }
  };
  watch().catch((error: unknown) => say(`The database cannot be started again: ${(error as Error).message}`));
  return { url: current.url };
}

async function embeddedBroker(
  settings: OpsSettings,
  {
    dataDir,
    databaseUrl,
    say,
    stops,
  }: { dataDir: string; databaseUrl: string; say: (line: string) => void; stops: (() => Promise<void>)[] },
): Promise<{ url: string; env: Record<string, string>; simulated: Record<string, string> }> {
  const platformPassword = secretOf(dataDir, 'broker.secret');
  const simulatedPassword = secretOf(dataDir, 'simulated.secret');
  const rule = credentialRule(settings.KITCHEN_CREDENTIALS, settings.HOST);
  const database = await createDataSource(databaseUrl, 2, DOOR_ANSWERS_WITHIN_MS).initialize();
  stops.push(() => database.destroy());
  const broker = await startBroker({
    dataDir: join(dataDir, 'broker'),
    host: settings.HOST,
    port: settings.MQTT_PORT,
    platformPassword,
    door: kitchenDoor(database, rule, simulatedPassword),
    onLog: say,
  });
  stops.push(() => broker.stop());
  if (settings.BROKER_HEALTH_PORT !== undefined) {
    const door = await openBrokerDoor(broker, settings.BROKER_HEALTH_PORT);
    stops.push(() => door.close());
  }
  if (rule === 'required')
    say('Kitchens need a credential: POST /api/v1/kitchens/{kitchen}/claims makes a code for one.');
  // By whichever address it listens at: it is this very machine.
  const lines = trusting(broker.url, settings.PLAIN_LINES);
  return {
    url: broker.url,
    env: { ...credentials('platform', platformPassword), ...lines },
    simulated: { MQTT_PASSWORD: simulatedPassword, ...lines },
  };
}

function credentials(username: string | undefined, password: string | undefined): Record<string, string> {
  return {
    ...(username === undefined ? {} : { MQTT_USERNAME: username }),
    ...(password === undefined ? {} : { MQTT_PASSWORD: password }),
  };
}

async function untilReady(address: string, logDir: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const ready = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => null,
    );
    if (ready?.ok) return;
    await delay(100);
  }
  throw new UserError(
    `The web server did not become ready within ${READY_WITHIN_MS / 1000} s. The logs in ${logDir} say why.`,
  );
}

/** On the first start, and again when that was interrupted. */
async function historyIsDue(databaseUrl: string): Promise<boolean> {
  const job = await withDatabase(databaseUrl, (database) => readJob(database, HISTORY_JOB));
  return job === null || job.done < job.total;
}

function loadHistoryBehind(
  databaseUrl: string,
  options: UpOptions,
  { logDir, say, stops }: { logDir: string; say: (line: string) => void; stops: (() => Promise<void>)[] },
): void {
  say(
    `Loading ${options.historyDays} days of simulated history behind it; the fleet page shows how far it is.`,
  );
  const seed = startPart('history', fileURLToPath(new URL('./main.js', import.meta.url)), {
    env: { DATABASE_URL: databaseUrl },
    args: [
      'seed',
      '--kitchens',
      String(options.kitchens),
      '--seed',
      String(options.seed),
      '--days',
      String(options.historyDays),
    ],
    logDir,
    once: true,
    onRestart: say,
    onEnd: () => say('History is loaded.'),
  });
  stops.push(() => seed.stop());
}
