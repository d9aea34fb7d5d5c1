import type { Sql } from './engine.js';

/** Progress of a long task, for people to see: `done` of `total` steps. */
export async function saveJob(sql: Sql, name: string, done: number, total: number): Promise<void> {
  await sql.query(
    `INSERT INTO job (name, done, total, updated_at) VALUES ($1, $2, $3, now())
     ON CONFLICT (name) DO UPDATE SET done = excluded.done, total = excluded.total, updated_at = excluded.updated_at`,
    [name, done, total],
  );
}

export async function readJob(sql: Sql, name: string): Promise<{ done: number; total: number } | null> {
  const [job] = await sql.query<{ done: number; total: number }[]>(
    `SELECT done, total FROM job WHERE name = $1`,
    [name],
  );
  return job ?? null;
}
