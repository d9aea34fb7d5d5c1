import { serialOf, statesBefore, type Amounts, type ShareState } from '@bakeloop/domain';
import type { Database, Sql } from '../engine.js';
import { writeAudit, type Actor } from '../identity/audit.js';

/** A share of a batch, as it is asked for. */
export interface ShareOf {
  kitchenId: string;
  batchId: string;
  /** Of recycled plastic in good product, whole grams. */
  grams: number;
}

/** A batch and what of it is there to be shared. */
export interface SharedBatchRow {
  kitchenId: string;
  batchId: string;
  /** Where the kitchen then was, `YYYY-MM-DD`; null for a batch that adds nothing any more. */
  day: string | null;
  productCode: string | null;
  outputGrams: number;
  allocatedGrams: number;
  /** What the batch adds to the ledger; empty where it adds nothing. */
  amounts: Amounts;
}

export interface StepRow {
  state: ShareState;
  at: Date;
  /** As they are called now; null: a service, or forgotten. */
  by: string | null;
  why: string;
  beneficiary: string | null;
}

export interface AllocationRow {
  serial: string;
  organisationId: string;
  organisation: string;
  state: ShareState;
  steps: StepRow[];
  shares: (SharedBatchRow & { grams: number })[];
}

/** Why shares were not given or an allocation did not go on; the message is for whoever asked. */
export class ShareError extends Error {
  override readonly name = 'ShareError';
  constructor(
    readonly fault: 'missing' | 'beyond-output' | 'not-now',
    message: string,
  ) {
    super(message);
  }
}

const BATCH = `to_char(c.day, 'YYYY-MM-DD') AS day, c.product_code AS "productCode",
  coalesce(shared_output(c.amounts), 0)::float8 AS "outputGrams", coalesce(a.grams, 0)::float8 AS "allocatedGrams",
  coalesce(c.amounts, '{}') AS amounts`;

/** Shares of what batches made, allocated to sponsors. What may not be is refused by the database itself (migration 42). */
export class ShareRepository {
  constructor(private readonly database: Database) {}

  /** Batches of these kitchens with something left to be shared, oldest first. @param limit rows at most */
  async free(kitchenIds: readonly string[], limit: number): Promise<SharedBatchRow[]> {
    return this.database.query<SharedBatchRow[]>(
      `SELECT c.kitchen_id AS "kitchenId", substr(c.subject, 7) AS "batchId", ${BATCH}
       FROM contribution c LEFT JOIN attributed a ON a.kitchen_id = c.kitchen_id AND a.batch_id = substr(c.subject, 7)
       WHERE c.kitchen_id = ANY($1) AND c.subject LIKE 'batch:%' AND shared_output(c.amounts) > coalesce(a.grams, 0)
       ORDER BY c.day, c.at, c.kitchen_id, c.subject LIMIT $2`,
      [kitchenIds, limit],
    );
  }

  /** Batches that made less, as they are known now, than was allocated of them. */
  async beyondOutput(): Promise<SharedBatchRow[]> {
    return this.database.query<SharedBatchRow[]>(
      `SELECT a.kitchen_id AS "kitchenId", a.batch_id AS "batchId", ${BATCH}
       FROM attributed a LEFT JOIN contribution c ON c.kitchen_id = a.kitchen_id AND c.subject = 'batch:' || a.batch_id
       WHERE a.grams > coalesce(shared_output(c.amounts), 0) ORDER BY a.kitchen_id, a.batch_id`,
    );
  }

  /** What these kitchens made that can be shared, and what of it is allocated, g. */
  async sums(): Promise<{ kitchenId: string; outputGrams: number; allocatedGrams: number }[]> {
    return this.database.query(
      `SELECT c.kitchen_id AS "kitchenId", sum(shared_output(c.amounts))::float8 AS "outputGrams",
         coalesce((SELECT sum(a.grams) FROM attributed a WHERE a.kitchen_id = c.kitchen_id), 0)::float8 AS "allocatedGrams"
       FROM contribution c WHERE c.subject LIKE 'batch:%' GROUP BY c.kitchen_id ORDER BY c.kitchen_id`,
    );
  }

  /** Newest first. @param organisationIds null: of all sponsors */
  async allocations(
    organisationIds: readonly string[] | null,
    { serial }: { serial?: string } = {},
  ): Promise<AllocationRow[]> {
    const rows = await this.database.query<Omit<AllocationRow, 'steps' | 'shares'>[]>(
      `SELECT l.serial, l.organisation_id AS "organisationId", o.name AS organisation, l.state
       FROM allocation l JOIN organisation o ON o.id = l.organisation_id
       WHERE ($1::uuid[] IS NULL OR l.organisation_id = ANY($1)) AND ($2::text IS NULL OR l.serial = $2)
       ORDER BY l.issued_at DESC, l.serial DESC`,
      [organisationIds, serial ?? null],
    );
    const serials = rows.map((row) => row.serial);
    const [steps, shares] = await Promise.all([
      this.database.query<(StepRow & { serial: string })[]>(
        `SELECT s.serial, s.state, s.at, p.name AS by, s.why, s.beneficiary
         FROM allocation_step s LEFT JOIN person p ON p.id = s.person_id WHERE s.serial = ANY($1) ORDER BY s.at, s.serial`,
        [serials],
      ),
      this.database.query<(AllocationRow['shares'][number] & { serial: string })[]>(
        `SELECT s.serial, s.kitchen_id AS "kitchenId", s.batch_id AS "batchId", s.grams::float8 AS grams, ${BATCH}
         FROM share s
         LEFT JOIN contribution c ON c.kitchen_id = s.kitchen_id AND c.subject = 'batch:' || s.batch_id
         LEFT JOIN attributed a ON a.kitchen_id = s.kitchen_id AND a.batch_id = s.batch_id
         WHERE s.serial = ANY($1) ORDER BY c.day, s.kitchen_id, s.batch_id`,
        [serials],
      ),
    ]);
    const [stepsOf, sharesOf] = [bySerial(steps), bySerial(shares)];
    return rows.map((row) => ({
      ...row,
      steps: (stepsOf.get(row.serial) ?? []).map(({ serial: _, ...step }) => step),
      shares: (sharesOf.get(row.serial) ?? []).map(({ serial: _, ...share }) => share),
    }));
  }

  /**
   * Issues an allocation.
   * @returns its serial
   * @throws ShareError missing for what is no sponsor, beyond-output where less is free than is asked for
   */
  async issue(
    organisationId: string,
    shares: readonly ShareOf[],
    why: string,
    by: { personId: string | null; actor: Actor },
  ): Promise<string> {
    return this.database.transaction(async (sql) => {
      const [sponsor] = await sql.query<unknown[]>(
        `SELECT FROM organisation WHERE id = $1 AND kind = 'sponsor'`,
        [organisationId],
      );
      if (!sponsor) throw new ShareError('missing', 'There is no such sponsor.');
      // As a correction does it: writers of one kitchen queue here, so that none waits for another crosswise.
      await sql.query(`SELECT FROM kitchen WHERE id = ANY($1) ORDER BY id FOR UPDATE`, [
        [...new Set(shares.map(({ kitchenId }) => kitchenId))],
      ]);
      const [{ year, number } = { year: 0, number: 0 }] = await sql.query<{ year: number; number: number }[]>(
        `SELECT extract(year FROM now() AT TIME ZONE 'UTC')::int AS year, nextval('allocation_number')::float8 AS number`,
      );
      const serial = serialOf(year, number);
      await sql.query(`INSERT INTO allocation (serial, organisation_id) VALUES ($1, $2)`, [
        serial,
        organisationId,
      ]);
      await insertShares(sql, serial, shares);
      await this.step(sql, serial, 'issued', { why, beneficiary: null }, by);
      await writeAudit(sql, by.actor, {
        action: 'share.issued',
        subject: `allocation:${serial}`,
        after: { organisationId, shares, why },
      });
      return serial;
    });
  }

  /**
   * Leads an allocation on, for good.
   * @throws ShareError missing, also for one of another organisation; not-now where it is not in a state that leads there
   */
  async lead(
    serial: string,
    to: Exclude<ShareState, 'issued'>,
    said: { why: string; beneficiary: string | null },
    by: { personId: string | null; actor: Actor },
  ): Promise<void> {
    await this.database.transaction(async (sql) => {
      const [row] = await sql.query<{ state: ShareState }[]>(
        `SELECT state FROM allocation WHERE serial = $1 FOR UPDATE`,
        [serial],
      );
      if (!row) throw new ShareError('missing', 'There is no such allocation.');
      const before = statesBefore(to);
      if (!before.includes(row.state))
        throw new ShareError(
          'not-now',
          `${serial} is ${row.state}: only one that is ${before.join(' or ')} can be ${to}.`,
        );
      if (to === 'retired') await mustStand(sql, serial);
      await sql.query(`UPDATE allocation SET state = $2 WHERE serial = $1`, [serial, to]);
      await this.step(sql, serial, to, said, by);
      await writeAudit(sql, by.actor, {
        action: `share.${to}`,
        subject: `allocation:${serial}`,
        before: { state: row.state },
        after: { state: to, ...said },
      });
    });
  }

  private async step(
    sql: Sql,
    serial: string,
    state: ShareState,
    { why, beneficiary }: { why: string; beneficiary: string | null },
    { personId }: { personId: string | null },
  ): Promise<void> {
    await sql.query(
      `INSERT INTO allocation_step (serial, state, person_id, why, beneficiary) VALUES ($1, $2, $3, $4, $5)`,
      [serial, state, personId, why, beneficiary],
    );
  }
}

function bySerial<R extends { serial: string }>(rows: readonly R[]): Map<string, R[]> {
  const found = new Map<string, R[]>();
  for (const row of rows) found.set(row.serial, [...(found.get(row.serial) ?? []), row]);
  return found;
}

/** What is retired is claimed for ever: what a correction has taken away is no longer there to be claimed. */
async function mustStand(sql: Sql, serial: string): Promise<void> {
  const [short] = await sql.query<{ batchId: string; kitchenId: string }[]>(
    `SELECT s.batch_id AS "batchId", s.kitchen_id AS "kitchenId" FROM share s
     JOIN attributed a ON a.kitchen_id = s.kitchen_id AND a.batch_id = s.batch_id
     LEFT JOIN contribution c ON c.kitchen_id = s.kitchen_id AND c.subject = 'batch:' || s.batch_id
     WHERE s.serial = $1 AND a.grams > coalesce(shared_output(c.amounts), 0) LIMIT 1`,
    [serial],
  );
  if (short)
    throw new ShareError(
      'not-now',
      `Batch ${short.batchId} of ${short.kitchenId} has been corrected and made less than was allocated of it: cancel this allocation and issue another.`,
    );
}

async function insertShares(sql: Sql, serial: string, shares: readonly ShareOf[]): Promise<void> {
  try {
    await sql.query(
      `INSERT INTO share (serial, kitchen_id, batch_id, grams)
       SELECT $1, u.* FROM unnest($2::text[], $3::text[], $4::bigint[]) AS u(kitchen_id, batch_id, grams) ORDER BY 2, 3`,
      [
        serial,
        shares.map(({ kitchenId }) => kitchenId),
        shares.map(({ batchId }) => batchId),
        shares.map(({ grams }) => grams),
      ],
    );
  } catch (error) {
    const { constraint, code, message } = error as { constraint?: string; code?: string; message: string };
    if (constraint === 'share_within_output')
      throw new ShareError(
        'beyond-output',
        `Nothing was allocated, ${message.replace(/^.*beyond output: /s, '')}. Somebody else was faster, or the batch was corrected: look at the preview again.`,
      );
    // No such kitchen, or a batch named twice.
    if (code === '23503' || code === '23505')
      throw new ShareError('missing', 'A kitchen is not known, or a batch is named twice.');
    throw error;
  }
}
