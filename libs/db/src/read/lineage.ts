import type { KitchenEvent, Lot } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { exactTime } from './batches.js';

export type LineageTarget = { lotId: string } | { batchId: string };

/** Where a page of lots ends; `at` in full precision. */
export interface LotPosition {
  at: string;
  lotId: string;
}

/** What was sent out or came back of the product `p.code`, by its index. */
const OF_PRODUCT = `kitchen_id = $1 AND type IN ('dispatch.recorded', 'return.recorded') AND body->'data'->>'productCode' = p.code`;

/** The next step from events to the other versions of their facts. */
function versionsOf(table: string): string {
  return `SELECT linked.id FROM ${table} t, LATERAL (
           SELECT e.supersedes AS id FROM event e WHERE e.id = t.id AND e.supersedes IS NOT NULL
           UNION ALL
           SELECT e.id FROM event e WHERE e.supersedes = t.id
         ) linked`;
}

/** Lots of a kitchen, and the part of its log that says where a lot or a batch came from and what became of it. */
export class LineageRepository {
  constructor(private readonly sql: Sql & { transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T> }) {}

  /**
   * Every event that bears on the lineage of a lot or a batch: all downstream of it, all upstream of any of that (a share
   * of a lot is only known with everything that is in the lot), what else used those lots, where one of its products came
   * back every dispatch and return of that product (a return is shared over them), and every correction.
   * @param limit rows at most; as many as that means there may be more
   */
  async events(kitchenId: string, target: LineageTarget, limit: number): Promise<KitchenEvent[]> {
    const [kind, ref] = 'lotId' in target ? ['lot', target.lotId] : ['batch', target.batchId];
    const rows = await this.sql.transaction(async (sql) => {
      // No planner knows how deep a recursion goes: it would compile for half a second what runs for some milliseconds.
      await sql.query(`SET LOCAL jit = off`);
      // OFFSET 0: from node to event to node by the indexes, whatever the planner thinks of a kitchen's size.
      return sql.query<{ body: KitchenEvent }[]>(
        `WITH RECURSIVE down(kind, ref) AS (
         SELECT $2::text, $3::text
         UNION
         SELECT made.kind, made.ref FROM down d,
           LATERAL (SELECT event_id FROM event_ref WHERE kitchen_id = $1 AND kind = d.kind AND ref = d.ref
             AND role = CASE d.kind WHEN 'lot' THEN 'consumes' ELSE 'about' END OFFSET 0) used,
           LATERAL (SELECT kind, ref FROM event_ref WHERE event_id = used.event_id
             AND (role = 'produces' OR (d.kind = 'lot' AND role = 'about')) OFFSET 0) made
       ),
       up(kind, ref) AS (
         SELECT kind, ref FROM down
         UNION
         SELECT used.kind, used.ref FROM up u,
           LATERAL (SELECT event_id FROM event_ref WHERE kitchen_id = $1 AND kind = u.kind AND ref = u.ref
             AND role = CASE u.kind WHEN 'lot' THEN 'produces' ELSE 'about' END OFFSET 0) made,
           LATERAL (SELECT kind, ref FROM event_ref WHERE event_id = made.event_id
             AND (role = 'consumes' OR (u.kind = 'lot' AND role = 'about')) OFFSET 0) used
       ),
       wanted(id) AS (
         -- Who else uses a lot that nobody made bears on nothing: a yard's sand has thousands of users.
         SELECT r.event_id FROM up u,
           LATERAL (SELECT event_id FROM event_ref WHERE kitchen_id = $1 AND kind = u.kind AND ref = u.ref
             AND (role <> 'consumes' OR (u.kind, u.ref) = ($2, $3) OR EXISTS (SELECT FROM event_ref m
               WHERE m.kitchen_id = $1 AND m.kind = u.kind AND m.ref = u.ref AND m.role = 'produces')) OFFSET 0) r
         UNION
         ${versionsOf('wanted')}
       ),
       product(code) AS (
         SELECT DISTINCT e.body->'data'->>'productCode' FROM wanted w,
           LATERAL (SELECT body FROM event WHERE id = w.id AND type = 'dispatch.recorded' OFFSET 0) e
       ),
       shared(id) AS (
         SELECT e.id FROM product p, LATERAL (SELECT id FROM event WHERE ${OF_PRODUCT} OFFSET 0) e
         WHERE EXISTS (SELECT FROM event WHERE ${OF_PRODUCT} AND type = 'return.recorded')
         UNION
         ${versionsOf('shared')}
       )
       SELECT found.body FROM (SELECT id FROM wanted UNION SELECT id FROM shared LIMIT $4) w,
         LATERAL (SELECT body FROM event e WHERE e.id = w.id AND e.kitchen_id = $1 OFFSET 0) found`,
        [kitchenId, kind, ref, limit],
      );
    });
    return rows.map(({ body }) => body);
  }

  /** Newest first. */
  lots(
    kitchenId: string,
    { text, after, limit }: { text?: string | undefined; after?: LotPosition | undefined; limit: number },
  ): Promise<{ lotId: string; state: Lot; at: string }[]> {
    return this.sql.query(
      `SELECT lot_id AS "lotId", state, ${exactTime('last_at')} AS at FROM lot
       WHERE kitchen_id = $1 AND ($2::timestamptz IS NULL OR last_at <= $2
         AND (last_at < $2 OR lot_id > $3::text))
         AND ($5::text IS NULL OR position(lower($5) IN lower(lot_id)) > 0)
       ORDER BY last_at DESC, lot_id LIMIT $4`,
      [kitchenId, after?.at ?? null, after?.lotId ?? null, limit, text ?? null],
    );
  }
}
