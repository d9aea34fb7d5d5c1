import { setTimeout as delay } from 'node:timers/promises';
import {
  appliedMigrations,
  createDataSource,
  detectEngine,
  LONG_QUERY_TIMEOUT_MS,
  refuseNewerSchema,
  SchemaError,
  type Engine,
} from '@bakeloop/db';
import { UserError } from './user-error.js';

export type DataSource = ReturnType<typeof createDataSource>;

/**
 * Opens the database, runs `use` and closes it.
 * @throws UserError when it cannot be reached, is too old, or has a schema that is newer than this program
 */
export async function withDatabase<T>(
  url: string,
  use: (database: DataSource, engine: Engine) => Promise<T>,
  poolSize = 2,
): Promise<T> {
  const database = createDataSource(url, poolSize, LONG_QUERY_TIMEOUT_MS);
  try {
    await database.initialize();
  } catch (error) {
    const { host } = new URL(url);
    throw new UserError(
      `The database at ${host} cannot be used: ${(error as Error).message}.\nCheck DATABASE_URL (postgres://user:password@host:5432/name) and that the server runs.`,
    );
  }
  try {
    const engine = await detectEngine(database).catch((error: unknown) => {
      throw new UserError((error as Error).message);
    });
    await refuseNewerSchema(database).catch((error: unknown) => {
      throw error instanceof SchemaError ? new UserError(error.message) : error;
    });
    return await use(database, engine);
  } finally {
    await database.destroy();
  }
}

/**
 * A migration that waits for a lock makes everybody wait who comes after it: it gives way after so long, ms, and tries
 * again. What holds the lock (a backup, a long question) is given ten minutes in all.
 */
const LOCK = { waitMs: 2_000, pauseMs: 3_000, tries: 120 };
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Brings the schema up to date, each migration in a transaction of its own.
 * @returns names of the migrations that ran
 * @throws UserError when a table stays in use, or the schema is newer than this program
 */
export async function migrate(url: string): Promise<{ ran: string[]; engine: Engine }> {
  // One connection, so that the setting holds for what follows.
  return withDatabase(
    url,
    async (database) => {
      await database.query(`SET lock_timeout = ${LOCK.waitMs}`);
      const before = await appliedMigrations(database);
      for (let attempt = 1; ; attempt++)
        try {
          await database.runMigrations({ transaction: 'each' });
          break;
        } catch (error) {
          if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
          if (attempt === LOCK.tries)
            throw new UserError(
              'The schema cannot be changed: another session has used a table for ten minutes (a backup?). Run `bakeloop migrate` again when it is done.',
            );
          await delay(LOCK.pauseMs);
        }
      const ran = (await appliedMigrations(database)).filter((name) => !before.includes(name));
      return { ran, engine: await detectEngine(database) };
    },
    1,
  );
}

/** What a server without the extension goes without; null when it has it. */
export function engineNotice(engine: Engine): string | null {
  return engine.kind === 'timescaledb'
    ? null
    : `This is ${engine.version}, without TimescaleDB: everything works, but rollups are computed on reading and nothing is compressed.`;
}
