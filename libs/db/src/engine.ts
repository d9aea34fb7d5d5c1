/** Anything that runs SQL: a TypeORM data source, an entity manager in a transaction, a query runner. */
export interface Sql {
  query<T = unknown>(text: string, parameters?: unknown[]): Promise<T>;
}

/** Opens a transaction; the TypeORM data source and manager are such. */
export interface Database extends Sql {
  transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T>;
}

export interface Engine {
  /** What the server offers: hypertables and continuous aggregates, or ordinary tables and views. */
  kind: 'timescaledb' | 'postgresql';
  /** For a person, for example `PostgreSQL 17.5, TimescaleDB 2.23`. */
  version: string;
}

/**
 * The time by two clocks, the earlier of ours and the server's: what is done at a time and cannot be undone (dropping what
 * is old, closing a bucket) must not follow one clock that is ahead.
 */
export async function soberNow(sql: Sql): Promise<Date> {
  const [row] = await sql.query<{ now: Date }[]>(`SELECT least(now(), $1::timestamptz) AS now`, [new Date()]);
  return row?.now ?? new Date();
}

/** Oldest PostgreSQL the schema works on (multiranges, MERGE-free upserts, date_bin), and oldest TimescaleDB. */
const OLDEST_POSTGRES = 150_000;
const OLDEST_TIMESCALE = [2, 20] as const;

/**
 * The one place that decides between TimescaleDB and plain PostgreSQL. Every other query is the same on both.
 * @throws Error with advice when the server is too old
 */
export async function detectEngine(sql: Sql): Promise<Engine> {
  const [server] = await sql.query<{ number: number; text: string }[]>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text`,
  );
  if (!server || server.number < OLDEST_POSTGRES)
    throw new Error(`PostgreSQL ${server?.text ?? '?'} is too old: Bakeloop needs 15 or later`);
  const postgres = `PostgreSQL ${server.text.split(' ')[0]}`;
  const [schema] = await sql.query<
    { available: string | null; installed: boolean; loaded: boolean; migrated: boolean }[]
  >(
    // The loader's settings are there only where the library is preloaded: without it the extension cannot be created.
    `SELECT (SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = 'timescaledb') AS available,
       EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') AS installed,
       EXISTS (SELECT FROM pg_settings WHERE name LIKE 'timescaledb.%') AS loaded,
       to_regclass('reading') IS NOT NULL AS migrated`,
  );
  if (!schema?.available || !(schema.installed || schema.loaded))
    return { kind: 'postgresql', version: postgres };
  const [major = 0, minor = 0] = schema.available.split('.').map((part) => Number.parseInt(part, 10));
  if (major < OLDEST_TIMESCALE[0] || (major === OLDEST_TIMESCALE[0] && minor < OLDEST_TIMESCALE[1]))
    throw new Error(
      `TimescaleDB ${schema.available} is too old: Bakeloop needs ${OLDEST_TIMESCALE.join('.')} or later. ` +
        'Update the extension (ALTER EXTENSION timescaledb UPDATE).',
    );
  // A schema made before the extension was there stays what it is.
  if (schema.migrated) {
    const [made] = await sql.query<{ hypertable: boolean }[]>(
      schema.installed
        ? `SELECT EXISTS (SELECT FROM timescaledb_information.hypertables WHERE hypertable_name IN ('reading', 'reading_raw')) AS hypertable`
        : `SELECT false AS hypertable`,
    );
    if (!made?.hypertable)
      return { kind: 'postgresql', version: `${postgres} (schema made without TimescaleDB)` };
  }
  return { kind: 'timescaledb', version: `${postgres}, TimescaleDB ${schema.available}` };
}
