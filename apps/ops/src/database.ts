import { createDataSource, detectEngine, LONG_QUERY_TIMEOUT_MS, type Engine } from '@bakeloop/db';
import { UserError } from './user-error.js';

export type DataSource = ReturnType<typeof createDataSource>;

/**
 * Opens the database, runs `use` and closes it.
 * @throws UserError when it cannot be reached or is too old
 */
export async function withDatabase<T>(
  url: string,
  use: (database: DataSource, engine: Engine) => Promise<T>,
): Promise<T> {
  const database = createDataSource(url, 2, LONG_QUERY_TIMEOUT_MS);
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
    return await use(database, engine);
  } finally {
    await database.destroy();
  }
}

/** Brings the schema up to date. @returns names of the migrations that ran */
export async function migrate(url: string): Promise<{ ran: string[]; engine: Engine }> {
  return withDatabase(url, async (database) => {
    const ran = await database.runMigrations({ transaction: 'each' });
    return { ran: ran.map((migration) => migration.name), engine: await detectEngine(database) };
  });
}

/** What a server without the extension goes without; null when it has it. */
export function engineNotice(engine: Engine): string | null {
  return engine.kind === 'timescaledb'
    ? null
    : `This is ${engine.version}, without TimescaleDB: everything works, but rollups are computed on reading and nothing is compressed.`;
}
