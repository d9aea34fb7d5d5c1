import type { Sql } from './engine.js';
import { MIGRATIONS } from './migrations/index.js';

/** The schema of a database is not one that this program works on. The message tells a person what to do. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/** Migrations of this program by name, in order. */
export const KNOWN_MIGRATIONS: readonly string[] = MIGRATIONS.map(({ name }) => name);

/** Names of the migrations that a database has, in order; none for an empty one. */
export async function appliedMigrations(sql: Sql): Promise<string[]> {
  const [table] = await sql.query<{ there: boolean }[]>(
    `SELECT to_regclass('schema_migration') IS NOT NULL AS there`,
  );
  if (!table?.there) return [];
  const rows = await sql.query<{ name: string }[]>(
    `SELECT name FROM schema_migration ORDER BY timestamp, id`,
  );
  return rows.map(({ name }) => name);
}

/** @returns those of the migrations that this program does not know: the mark of a newer one */
export function unknownMigrations(applied: readonly string[]): string[] {
  return applied.filter((name) => !KNOWN_MIGRATIONS.includes(name));
}

/**
 * Writing by the rules of an older program would break what a newer one relies on.
 * @throws SchemaError when the schema is newer than this program
 */
export async function refuseNewerSchema(sql: Sql): Promise<void> {
  const newer = unknownMigrations(await appliedMigrations(sql));
  if (newer.length === 0) return;
  throw new SchemaError(
    `The schema of this database is newer than this program: it has ${newer.at(-1)}, which the program does not know. ` +
      'Nothing was changed. Start the newer version of Bakeloop, or restore a backup of before the upgrade into another database.',
  );
}

/**
 * For programs that serve: they migrate nothing, and without their tables each request would fail with another error.
 * @throws SchemaError when the schema is newer or older than this program
 */
export async function requireSchema(sql: Sql): Promise<void> {
  await refuseNewerSchema(sql);
  const applied = await appliedMigrations(sql);
  const missing = KNOWN_MIGRATIONS.filter((name) => !applied.includes(name));
  if (missing.length === 0) return;
  throw new SchemaError(
    `The schema of this database is older than this program: it lacks ${missing[0]}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}. ` +
      'Run "npx bakeloop migrate" with the same DATABASE_URL, then start this again.',
  );
}
