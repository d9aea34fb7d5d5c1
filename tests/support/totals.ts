import { TotalsRepository, type Sql } from '@bakeloop/db';
import type { Totals } from '@bakeloop/domain';

/** What the projection says of a kitchen, all days together. */
export function projectedTotals(sql: Sql, kitchenId: string): Promise<Totals> {
  return new TotalsRepository(sql).sum({ kitchenId });
}
