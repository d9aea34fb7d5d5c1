import type { SecondFactorOf } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';

/**
 * Says once, for all time of a database, whether its numbers are a demonstration: then no kitchen that is simulated can
 * ever stand among real ones.
 * @param wanted whether simulated kitchens are to run
 * @returns what the database is: a demonstration stays one when it is started without simulated kitchens
 * @throws Error where simulated kitchens were to run beside real ones
 */
export async function settleDeployment(sql: Sql, wanted: boolean): Promise<{ demo: boolean }> {
  // One without kitchens may still become either.
  const [row] = await sql.query<{ demo: boolean }[]>(
    `WITH settled AS (
       INSERT INTO deployment (demo) SELECT $1 WHERE $1 OR EXISTS (SELECT FROM kitchen)
       ON CONFLICT (one) DO UPDATE SET demo = deployment.demo OR (excluded.demo AND NOT EXISTS (SELECT FROM kitchen))
       RETURNING demo)
     SELECT demo FROM settled`,
    [wanted],
  );
  const demo = row?.demo ?? false;
  if (wanted && !demo)
    throw new Error(
      'This database holds real kitchens, so no simulated ones may run beside them: their figures would mix. Start without --kitchens, or name another database.',
    );
  return { demo };
}

/** Whose kitchens are that nobody was said to own. */
export async function setDefaultOwner(sql: Sql, organisationId: string): Promise<void> {
  await sql.query(`UPDATE deployment SET default_owner = $1`, [organisationId]);
}

/** Of whom a second factor is asked here. A deployment that nobody has settled yet is as careful as any. */
export async function secondFactorOf(sql: Sql): Promise<SecondFactorOf> {
  const [row] = await sql.query<{ of: SecondFactorOf }[]>(`SELECT second_factor_of AS of FROM deployment`);
  return row?.of ?? 'staff';
}

export async function askSecondFactor(sql: Sql, of: SecondFactorOf): Promise<void> {
  await sql.query(
    // The other column is what programs of before migration 57 read.
    `INSERT INTO deployment (demo, second_factor_of, second_factor_required) VALUES (false, $1, $1 <> 'nobody')
     ON CONFLICT (one) DO UPDATE SET second_factor_of = excluded.second_factor_of,
       second_factor_required = excluded.second_factor_required`,
    [of],
  );
}
