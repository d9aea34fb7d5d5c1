import 'reflect-metadata';
import pg from 'pg';
import { DataSource } from 'typeorm';
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

/**
 * A connection on which a statement got no answer in time is not used again: its server may be gone without a word, and
 * whatever is sent after waits behind what was never answered.
 */
class ImpatientClient extends pg.Client {
  override query(...given: unknown[]): never {
    const answer: unknown = Reflect.apply(super.query, this, given);
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        if (error instanceof Error && error.message === 'Query read timeout')
          this.connection.stream.destroy();
      });
    return answer as never;
  }
}

/** Told of each statement how long it took, ms, from asking to the answer, whatever that is, and its text. */
export type OnStatement = (tookMs: number, text: string) => void;

function timed(onStatement: OnStatement): typeof ImpatientClient {
  return class TimedClient extends ImpatientClient {
    override query(...given: unknown[]): never {
      const beganMs = performance.now();
      const answer: unknown = Reflect.apply(super.query, this, given);
      const done = (): void => onStatement(performance.now() - beganMs, textOf(given[0]));
      if (answer instanceof Promise) answer.then(done, done);
      return answer as never;
    }
  };
}

/** Of a statement, or of a stream that copies. */
function textOf(asked: unknown): string {
  return typeof asked === 'string' ? asked : String((asked as { text?: unknown } | null)?.text ?? '');
}

/** Also the wait for a free connection: the embedded engine serves one transaction at a time, and history may be loading. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * The connection to PostgreSQL or TimescaleDB. Not yet initialized; migrations run only on request (`bakeloop migrate`).
 * @param poolSize connections at most; small, since every statement is short
 * @param queryTimeoutMs how long a statement may take
 */
export function createDataSource(
  url: string,
  poolSize = 6,
  queryTimeoutMs = QUERY_TIMEOUT_MS,
  onStatement?: OnStatement,
): DataSource {
  return new DataSource({
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
      Client: onStatement ? timed(onStatement) : ImpatientClient,
      application_name: 'bakeloop',
      keepAlive: true,
      verify: prepared(Math.floor(queryTimeoutMs * SERVER_GIVES_UP_AT)),
    },
    // An idle connection that breaks is replaced by the pool; the next query reports a server that stays away.
    poolErrorHandler: () => undefined,
  });
}

/**
 * Sets a new connection up. Compiling a recursive query takes the server a second, running it some milliseconds, so it
 * compiles none. Asked for as a statement, since poolers between refuse start-up options.
 */
function prepared(statementTimeoutMs: number) {
  return (client: pg.PoolClient, done: (error?: Error) => void): void => {
    client.query(`SET jit = off; SET statement_timeout = ${statementTimeoutMs}`).then(() => done(), done);
  };
}
