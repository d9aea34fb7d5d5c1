import { SUM_OF_TOTALS, type Sql } from '@bakeloop/db';
import type { Totals } from '@bakeloop/domain';

/** What the projection says of a kitchen, all days together. */
export async function projectedTotals(sql: Sql, kitchenId: string): Promise<Totals> {
  const [row] = await sql.query<Totals[]>(`SELECT ${SUM_OF_TOTALS} FROM total_day WHERE kitchen_id = $1`, [
    kitchenId,
  ]);
  if (!row) throw new Error('no totals');
  return row;
}
