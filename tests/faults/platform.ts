import { createDataSource } from '@bakeloop/db';
import { trusting } from '@bakeloop/runtime';
import { atEnd } from '../support/cleanup.js';
import { startSharingIngest } from '../support/ingest-process.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { startPostgres, type Postgres } from '../support/postgres.js';
import { isTimescaleInstalled } from '../support/programs.js';
import type { ServerProcess } from '../support/server-process.js';
import { WITHOUT_TIMESCALE } from './settings.js';

export interface Platform {
  postgres: Postgres;
  mosquitto: ServerProcess;
  /** They share the messages of the broker. */
  ingests: ServerProcess[];
  databaseUrl: string;
  database: ReturnType<typeof createDataSource>;
}

export interface PlatformOptions {
  /** Default 2. */
  ingests?: number;
  postgres?: Postgres;
  mosquitto?: ServerProcess;
  /** Another one, whose database is used, with what is in it. */
  databaseOf?: Platform;
  /** What the ingests connect to in place of the database or the broker: a line that can be spoiled. */
  lineTo?: { database?: (url: string) => Promise<string>; broker?: (url: string) => Promise<string> };
}

/** PostgreSQL (with TimescaleDB where it is installed, else without), Mosquitto and ingests, each a process to kill. */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const [postgres, mosquitto] = await Promise.all([
    options.databaseOf?.postgres ?? options.postgres ?? startFaultyPostgres(),
    options.mosquitto ?? startShippedMosquitto(),
  ]);
  const databaseUrl = options.databaseOf?.databaseUrl ?? (await postgres.freshDatabase());
  const database = options.databaseOf?.database ?? (await migrated(databaseUrl));
  const line = {
    database: (await options.lineTo?.database?.(databaseUrl)) ?? databaseUrl,
    broker: (await options.lineTo?.broker?.(mosquitto.url)) ?? mosquitto.url,
  };
  const ingests = await Promise.all(
    Array.from({ length: options.ingests ?? 2 }, (_, index) =>
      // A cable that a test has laid is plain, and reaches nobody else.
      startSharingIngest(line.database, line.broker, index + 1, trusting(line.broker, undefined)),
    ),
  );
  return { postgres, mosquitto, ingests, databaseUrl, database };
}

/** What was committed outlives a killed server, not a power cut: no waiting for the disk. */
const SETTINGS = { timezone: 'UTC', fsync: 'off', full_page_writes: 'off', shared_buffers: '64MB' };
const WITH_TIMESCALE = {
  ...SETTINGS,
  shared_preload_libraries: 'timescaledb',
  'timescaledb.telemetry_level': 'off',
};

export function startFaultyPostgres(folder?: string): Promise<Postgres> {
  return startPostgres({
    settings: isTimescaleInstalled() && !WITHOUT_TIMESCALE ? WITH_TIMESCALE : SETTINGS,
    ...(folder === undefined ? {} : { folder }),
  });
}

/** A database with the present schema, for the oracle: a pool of its own, which stands that the server is killed. */
export async function migrated(url: string): Promise<Platform['database']> {
  const database = createDataSource(url, 3, 10_000);
  await database.initialize();
  atEnd(async () => {
    if (database.isInitialized) await database.destroy();
  });
  await database.runMigrations();
  return database;
}
