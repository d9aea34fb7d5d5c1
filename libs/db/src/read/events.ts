import type { Sql } from '../engine.js';
import type { EventRow } from './batches.js';

export interface EventDetailRow extends EventRow {
  kitchenId: string;
  /** SHA-256, hex. */
  contentHash: string;
}

const EVENT = `
  e.id, e.kitchen_id AS "kitchenId", e.type, e.received_at AS "receivedAt", e.source, e.batch_id AS "batchId",
  e.supersedes, e.body, encode(e.content_hash, 'hex') AS "contentHash"`;

export class EventRepository {
  constructor(private readonly sql: Sql) {}

  /** An event with every version of the same fact, oldest first; empty when there is no such event. */
  withVersions(id: string): Promise<EventDetailRow[]> {
    return this.sql.query(
      `WITH RECURSIVE version(id, kitchen_id) AS (
         SELECT id, kitchen_id FROM event WHERE id = $1
         UNION
         SELECT linked.id, linked.kitchen_id FROM version v
           JOIN event known ON known.id = v.id
           JOIN event linked ON linked.kitchen_id = v.kitchen_id
             AND (linked.id = known.supersedes OR linked.supersedes = v.id)
       )
       SELECT ${EVENT} FROM event e JOIN version USING (id) ORDER BY e.time, e.id`,
      [id],
    );
  }

  /** Those of the events that exist, in no order. */
  byIds(ids: readonly string[]): Promise<EventDetailRow[]> {
    return this.sql.query(`SELECT ${EVENT} FROM event e WHERE e.id = ANY($1::uuid[])`, [ids]);
  }
}
