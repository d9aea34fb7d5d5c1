import { writeAudit, type Actor } from '../identity/audit.js';
import type { Database } from '../engine.js';

/** How much good product each kitchen is to make in a day. */
export class PlanRepository {
  constructor(private readonly sql: Database) {}

  /** @param goodGramsPerDay null takes the plan away */
  async set(kitchenId: string, goodGramsPerDay: number | null, actor: Actor): Promise<void> {
    await this.sql.transaction(async (sql) => {
      const [before] = await sql.query<{ grams: number }[]>(
        `SELECT good_grams_per_day AS grams FROM kitchen_plan WHERE kitchen_id = $1`,
        [kitchenId],
      );
      if (goodGramsPerDay === null)
        await sql.query(`DELETE FROM kitchen_plan WHERE kitchen_id = $1`, [kitchenId]);
      else
        await sql.query(
          `INSERT INTO kitchen_plan VALUES ($1, $2)
           ON CONFLICT (kitchen_id) DO UPDATE SET good_grams_per_day = excluded.good_grams_per_day`,
          [kitchenId, goodGramsPerDay],
        );
      await writeAudit(sql, actor, {
        action: 'plan.set',
        subject: `kitchen:${kitchenId}`,
        before: { goodGramsPerDay: before?.grams ?? null },
        after: { goodGramsPerDay },
      });
    });
  }
}
