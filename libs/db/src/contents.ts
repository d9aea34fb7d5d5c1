import type { Sql } from './engine.js';

/** What a database holds, in numbers that a copy of it must have too. */
export interface DatabaseContents {
  /** Rows of each table of ours; readings that are compressed count as they came. */
  rows: Record<string, number>;
  /** Sums over the whole journal by quantity, exact, as text. */
  totals: Record<string, string>;
}

/** Counts everything: to be asked in one transaction of one snapshot where somebody writes. Any version of the schema will do. */
export async function contentsOf(sql: Sql): Promise<DatabaseContents> {
  const rows: Record<string, number> = {};
  for (const { name } of await tablesOf(sql)) {
    const [counted] = await sql.query<{ n: number }[]>(
      `SELECT count(*) AS n FROM "${name.replaceAll('"', '""')}"`,
    );
    rows[name] = Number(counted?.n ?? 0);
  }
  if (!('posting' in rows)) return { rows, totals: {} };
  const sums = await sql.query<{ quantity: string; sum: string }[]>(
    `SELECT a.key AS quantity, sum(a.value::numeric)::text AS sum FROM posting, jsonb_each_text(amounts) AS a(key, value)
     GROUP BY a.key HAVING sum(a.value::numeric) <> 0 ORDER BY a.key COLLATE "C"`,
  );
  return { rows, totals: Object.fromEntries(sums.map(({ quantity, sum }) => [quantity, sum])) };
}

/** Whether nobody has made anything in it yet, besides what comes with extensions. */
export async function isEmptyDatabase(sql: Sql): Promise<boolean> {
  return (await tablesOf(sql, ['r', 'p', 'v', 'm', 'f'])).length === 0;
}

/** @param kinds of `pg_class`: tables where nothing is said */
function tablesOf(sql: Sql, kinds: readonly string[] = ['r', 'p']): Promise<{ name: string }[]> {
  return sql.query(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind::text = ANY($1::text[])
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY c.relname COLLATE "C"`,
    [kinds],
  );
}

/** The version of TimescaleDB that this database uses; null without it. */
export async function timescaleVersion(sql: Sql): Promise<string | null> {
  const [row] = await sql.query<{ version: string }[]>(
    `SELECT extversion AS version FROM pg_extension WHERE extname = 'timescaledb'`,
  );
  return row?.version ?? null;
}

/** The versions of TimescaleDB that this server could make a database with. */
export async function timescaleVersions(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ version: string }[]>(
    `SELECT version FROM pg_available_extension_versions WHERE name = 'timescaledb'`,
  );
  return rows.map(({ version }) => version);
}

/**
 * Runs what brings a dump into this database: TimescaleDB keeps its own catalogue still for so long, which a dump holds
 * as tables like any other.
 * @param version of TimescaleDB that the dump was made with; null: without it
 */
export async function restoring(sql: Sql, version: string | null, bring: () => Promise<void>): Promise<void> {
  if (version === null) return bring();
  await sql.query(`CREATE EXTENSION IF NOT EXISTS timescaledb VERSION '${version.replaceAll("'", "''")}'`);
  await sql.query(`SELECT timescaledb_pre_restore()`);
  try {
    await bring();
  } finally {
    await sql.query(`SELECT timescaledb_post_restore()`);
  }
}

/**
 * Runs `use` while a snapshot is kept, so that another program sees what `use` sees.
 * @param database a data source, since it takes a transaction of its own
 */
export async function withSnapshot<T>(
  database: { transaction<R>(isolation: 'REPEATABLE READ', work: (sql: Sql) => Promise<R>): Promise<R> },
  use: (sql: Sql, snapshot: string) => Promise<T>,
): Promise<T> {
  return database.transaction('REPEATABLE READ', async (sql) => {
    await sql.query(`SET TRANSACTION READ ONLY`);
    // The other program takes its time, and this session has nothing to say meanwhile.
    await sql.query(`SET LOCAL idle_in_transaction_session_timeout = 0`);
    const [row] = await sql.query<{ snapshot: string }[]>(`SELECT pg_export_snapshot() AS snapshot`);
    return use(sql, row?.snapshot ?? '');
  });
}
