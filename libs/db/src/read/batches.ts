import type { BatchState, StageSpan } from '@bakeloop/domain';
import type { Sql } from '../engine.js';

/** What lists of batches show of a state, of some kB each. */
const SHOWN = [
  'batchId',
  'stage',
  'machine',
  'recipeId',
  'recipeVersion',
  'productCode',
  'plannedMinutes',
  'finishedAt',
  'lastEventAt',
  'feedGrams',
  'goodGrams',
  'goodPieces',
  'recycledGrams',
  'flags',
] as const satisfies readonly (keyof BatchState)[];

export interface BatchRow {
  kitchenId: string;
  batchId: string;
  status: 'running' | 'finished' | 'incomplete';
  startedAt: Date | null;
  finishedAt: Date | null;
  state: Pick<BatchState, (typeof SHOWN)[number]> & { balance: Pick<BatchState['balance'], 'closure'> };
  /** Of a batch without a finish: when the kitchen's newest event happened, by a clock that is not ahead; else null. */
  kitchenNewestEventAt: Date | null;
}

/** With its whole balance. */
export interface BatchDetailRow extends BatchRow {
  state: BatchRow['state'] & Pick<BatchState, 'balance'>;
}

export interface EventRow {
  id: string;
  type: string;
  receivedAt: Date;
  source: 'mqtt' | 'http';
  batchId: string | null;
  supersedes: string | null;
  /** The event as it came, unknown fields included. */
  body: Record<string, unknown>;
}

/** Where a page of batches ends. `at` is the sort time in full precision, so that no row is met twice or never. */
export interface BatchPosition {
  at: string;
  kitchenId: string;
  batchId: string;
}

/** UTC with microseconds: a Date would round to milliseconds and break the order of a page. */
export const exactTime = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** SQL of a state without all else; unpacked once, and a fifth of what it is. @param balance SQL of `s.balance` or a part of it */
const shown = (balance: string): string => `
  (SELECT json_build_object(${SHOWN.map((key) => `'${key}', s."${key}"`).join(', ')}, 'balance', ${balance})
   FROM jsonb_to_record(b.state) AS s(${[...SHOWN, 'balance'].map((key) => `"${key}" jsonb`).join(', ')}))`;

const columns = (balance: string): string => `
  b.kitchen_id AS "kitchenId", b.batch_id AS "batchId", b.status, b.started_at AS "startedAt",
  b.finished_at AS "finishedAt", ${shown(balance)} AS state,
  CASE WHEN b.finished_at IS NULL THEN (
    SELECT e.time FROM event e WHERE e.kitchen_id = b.kitchen_id AND e.time <= now() ORDER BY e.time DESC, e.id DESC LIMIT 1
  ) END AS "kitchenNewestEventAt"`;
const BATCH = columns(`json_build_object('closure', s.balance -> 'closure')`);

/** SQL of the newest batch of kitchen k with a status. */
const newest = (status: BatchRow['status']): string => `
  (SELECT ${BATCH} FROM batch b WHERE b.kitchen_id = k.id AND b.status = '${status}'
   ORDER BY b.sort_time DESC, b.batch_id LIMIT 1)`;

export class BatchRepository {
  constructor(private readonly sql: Sql) {}

  /** Newest first. A batch whose start is not known yet stands where its first event does. */
  page(filter: {
    /** Null: of all. */
    kitchenIds: readonly string[] | null;
    status?: string | undefined;
    flagged?: boolean | undefined;
    /** Part of its id, in any case. */
    text?: string | undefined;
    after?: BatchPosition | undefined;
    limit: number;
  }): Promise<(BatchRow & { at: string })[]> {
    const { after } = filter;
    return this.sql.query(
      `SELECT ${BATCH}, ${exactTime('b.sort_time')} AS at FROM batch b
       WHERE ($1::text[] IS NULL OR b.kitchen_id = ANY($1)) AND ($2::text IS NULL OR b.status = $2)
         AND ($3::boolean IS NULL OR b.flagged = $3)
         AND ($8::text IS NULL OR position(lower($8) IN lower(b.batch_id)) > 0)
         AND ($4::timestamptz IS NULL OR b.sort_time <= $4
              AND (b.sort_time < $4 OR (b.kitchen_id, b.batch_id) > ($5::text, $6::text)))
       ORDER BY b.sort_time DESC, b.kitchen_id, b.batch_id LIMIT $7`,
      [
        filter.kitchenIds,
        filter.status ?? null,
        filter.flagged ?? null,
        after?.at ?? null,
        after?.kitchenId ?? null,
        after?.batchId ?? null,
        filter.limit,
        filter.text ?? null,
      ],
    );
  }

  /** @returns null where there is none */
  async one(kitchenId: string, batchId: string): Promise<BatchDetailRow | null> {
    const [row] = await this.sql.query<BatchDetailRow[]>(
      `SELECT ${columns('s.balance')} FROM batch b WHERE b.kitchen_id = $1 AND b.batch_id = $2`,
      [kitchenId, batchId],
    );
    return row ?? null;
  }

  /** @returns those of the batches that exist, newest first */
  byIds(kitchenId: string, batchIds: readonly string[]): Promise<BatchRow[]> {
    return this.sql.query(
      `SELECT ${BATCH} FROM batch b WHERE b.kitchen_id = $1 AND b.batch_id = ANY($2::text[])
       ORDER BY b.sort_time DESC, b.batch_id`,
      [kitchenId, batchIds],
    );
  }

  /** The stages of a batch, in the order in which they were begun; none of one that is not there. */
  async stages(kitchenId: string, batchId: string): Promise<StageSpan[]> {
    const [row] = await this.sql.query<{ stages: StageSpan[] }[]>(
      `SELECT state -> 'stages' AS stages FROM batch WHERE kitchen_id = $1 AND batch_id = $2`,
      [kitchenId, batchId],
    );
    return row?.stages ?? [];
  }

  /** The newest running and the newest finished batch of every kitchen, or of the given ones. */
  latest(kitchenIds: readonly string[] | null): Promise<BatchRow[]> {
    return this.sql.query(
      // Each status by its name: only so the index of those that run is of use, and one with none is not looked for in all.
      `SELECT b.* FROM kitchen k
       CROSS JOIN LATERAL (${newest('running')} UNION ALL ${newest('finished')}) AS b
       WHERE $1::text[] IS NULL OR k.id = ANY($1)`,
      [kitchenIds],
    );
  }

  /**
   * Every event of a batch's story, oldest first: its own, and the corrections and voidings of those.
   */
  events(kitchenId: string, batchId: string): Promise<EventRow[]> {
    return this.sql.query(
      `WITH RECURSIVE own AS (
         SELECT event_id AS id FROM event_ref
         WHERE kitchen_id = $1 AND kind = 'batch' AND ref = $2 AND role = 'about'
         UNION
         SELECT e.id FROM event e JOIN own ON e.supersedes = own.id WHERE e.kitchen_id = $1)
       SELECT e.id, e.type, e.received_at AS "receivedAt", e.source, e.batch_id AS "batchId", e.supersedes, e.body
       FROM event e JOIN own USING (id) ORDER BY e.time, e.id`,
      [kitchenId, batchId],
    );
  }
}
