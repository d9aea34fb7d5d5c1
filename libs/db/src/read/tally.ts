import { CANARY_ID } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';
import type { Tally } from '../write/tally.js';

/** What came in since this database counts, and what became of it. */
export class TallyRepository {
  constructor(private readonly sql: Sql) {}

  /** By kitchen in the order of ids, without the canary; null is what came from no known kitchen. */
  byKitchen(): Promise<(Tally & { kitchenId: string | null })[]> {
    return this.sql.query(
      `SELECT nullif(kitchen_id, '') AS "kitchenId", received, stored, duplicate, dead_lettered AS "deadLettered",
         slowed, turned_away AS "turnedAway"
       FROM tally WHERE kitchen_id <> $1 ORDER BY kitchen_id`,
      [CANARY_ID],
    );
  }
}
