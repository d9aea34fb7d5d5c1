import 'reflect-metadata';
import pg from 'pg';
import { DataSource, QueryFailedError, type QueryRunner } from 'typeorm';
import { hadNoAnswer, PreparingClient, timed, type OnStatement } from './connection.js';
import { MIGRATIONS } from './migrations/index.js';

// Sums of grams come back as int8; all stay far below 2^53 (9 million tonnes), so numbers are exact.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** How long a statement may take before the client gives up, ms: a stopped server must not hang its callers for ever. */
const QUERY_TIMEOUT_MS = 60_000;
/** For migrations, rebuilds and upkeep, ms: one statement may go over everything of years. */
export const LONG_QUERY_TIMEOUT_MS = 6 * 3_600_000;
/**
 * The server gives up this much before the client does, as a share: a client that leaves leaves its statement running, and
 * the locks that it holds or waits for.
 */
const SERVER_GIVES_UP_AT = 0.9;

/** Also the wait for a free connection: the embedded engine serves one transaction at a time, and history may be loading. */
const CONNECT_TIMEOUT_MS = 10_000;

const heardByTheStatement = (): void => undefined;

/**
 * Sends a statement that is no part of a transaction straight to the pool: TypeORM would make a query runner and an entity
 * manager for each, which takes this process as long as all else of a short statement.
 */
class DirectDataSource extends DataSource {
  /** On loan from the pool. */
  private readonly busy = new Set<pg.PoolClient>();

  override async query<T = unknown>(text: string, parameters?: unknown[], runner?: QueryRunner): Promise<T> {
    const { master: pool } = this.driver as unknown as { master: pg.Pool | undefined };
    if (runner !== undefined || pool === undefined) return super.query(text, parameters, runner);
    const client = await pool.connect();
    this.busy.add(client);
    // A connection that breaks says so twice: by the statement that it carries, and by itself.
    client.on('error', heardByTheStatement);
    try {
      const { command, rows, rowCount } = await client.query(text, parameters);
      // As TypeORM has it.
      return (command === 'UPDATE' || command === 'DELETE' ? [rows, rowCount] : rows) as T;
    } catch (error) {
      // What is still without an answer is closed, and nobody's next.
      if (hadNoAnswer(error)) this.giveBack(client, true);
      throw new QueryFailedError(text, parameters, error as Error);
    } finally {
      client.off('error', heardByTheStatement);
      this.giveBack(client, false);
    }
  }

  private giveBack(client: pg.PoolClient, closed: boolean): void {
    if (this.busy.delete(client)) client.release(closed);
  }

  /** Whoever still waits for a statement is told that its connection ended. */
  override async destroy(): Promise<void> {
    for (const client of this.busy) client.release(true);
    this.busy.clear();
    await super.destroy();
  }
}

/**
 * The connection to PostgreSQL or TimescaleDB. Not yet initialized; migrations run only on request (`bakeloop migrate`).
 * @param poolSize connections at most; small, since every statement is short
 * @param queryTimeoutMs how long a statement may take
 * @param o.workMemMib what a statement may sort and group in, MiB; left out, as the server has it
 * @param o.retriesTransactions every transaction on it goes again after a 40001, so that its statements may be prepared too
 */
export function createDataSource(
  url: string,
  poolSize = 6,
  queryTimeoutMs = QUERY_TIMEOUT_MS,
  {
    onStatement,
    retriesTransactions,
    workMemMib,
  }: { onStatement?: OnStatement | undefined; retriesTransactions?: boolean; workMemMib?: number } = {},
): DataSource {
  return new DirectDataSource({
    type: 'postgres',
    url,
    synchronize: false,
    migrationsRun: false,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    migrations: MIGRATIONS,
    entities: [],
    logging: false,
    poolSize,
    extra: {
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: queryTimeoutMs,
      inTransactions: { prepares: retriesTransactions },
      Client: onStatement ? timed(onStatement) : PreparingClient,
      application_name: 'bakeloop',
      keepAlive: true,
      verify: prepared([
        'jit = off',
        `statement_timeout = ${Math.floor(queryTimeoutMs * SERVER_GIVES_UP_AT)}`,
        ...(workMemMib === undefined ? [] : [`work_mem = '${workMemMib}MB'`]),
      ]),
    },
    // An idle connection that breaks is replaced by the pool; the next query reports a server that stays away.
    poolErrorHandler: () => undefined,
  });
}

/**
 * Sets a new connection up. Compiling a recursive query takes the server a second, running it some milliseconds, so it
 * compiles none. Asked for as a statement, since poolers between refuse start-up options.
 */
function prepared(settings: readonly string[]) {
  return (client: pg.PoolClient, done: (error?: Error) => void): void => {
    client.query(settings.map((setting) => `SET ${setting}`).join('; ')).then(() => done(), done);
  };
}
