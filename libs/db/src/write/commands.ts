import type { CommandState } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';
import type { Author } from '../identity/audit.js';

export interface NewCommand {
  id: string;
  kitchenId: string;
  kind: string;
  data: Readonly<Record<string, unknown>>;
  by: string;
  note: string;
  createdAt: Date;
  expiresAt: Date;
}

/** A state that a command came to. */
export interface CommandStep {
  commandId: string;
  state: CommandState;
  /** Whether the kitchen said so, and not the platform. */
  byKitchen: boolean;
  /** The platform's clock. */
  at: Date;
  deviceAt?: Date | null;
  reason?: string | null;
  data?: Readonly<Record<string, unknown>> | null;
}

export type DueCommand = Pick<NewCommand, 'id' | 'kitchenId' | 'kind' | 'data' | 'expiresAt'>;

/** Commands of a kitchen that are neither answered nor past their time. */
export async function countOpenCommands(sql: Sql, kitchenId: string, now: Date): Promise<number> {
  const [row] = await sql.query<{ open: number }[]>(
    `SELECT count(*)::int AS open FROM command
     WHERE kitchen_id = $1 AND state IN ('queued', 'sent', 'acknowledged') AND expires_at > $2`,
    [kitchenId, now],
  );
  return row?.open ?? 0;
}

/** Stores a command as queued. @returns false where its id is known already */
export async function insertCommand(
  sql: Sql,
  command: Omit<NewCommand, 'by'> & { by: Author },
): Promise<boolean> {
  const { id, kitchenId, kind, data, by, note, createdAt, expiresAt } = command;
  const inserted = await sql.query<unknown[]>(
    `INSERT INTO command (id, kitchen_id, kind, data, by, by_person, note, created_at, expires_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8) ON CONFLICT (id) DO NOTHING RETURNING 1`,
    [id, kitchenId, kind, JSON.stringify(data), by.name, by.personId, note, createdAt, expiresAt],
  );
  if (inserted.length === 0) return false;
  await addCommandSteps(sql, [{ commandId: id, state: 'queued', byKitchen: false, at: createdAt }]);
  return true;
}

/**
 * Notes states that commands came to; one that was noted before stays as it was. What a command is follows from all its
 * steps, in whatever order they came: what its kitchen says goes before what the platform presumes, and an end before
 * what led to it.
 * @returns ids of the commands to which something new was noted
 */
export async function addCommandSteps(sql: Sql, steps: readonly CommandStep[]): Promise<Set<string>> {
  if (steps.length === 0) return new Set();
  const added = await sql.query<{ id: string }[]>(
    `INSERT INTO command_step (command_id, state, by_kitchen, at, device_at, reason, data)
     SELECT id, state, by_kitchen, at, device_at, reason, data
     FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::jsonb[])
       WITH ORDINALITY AS u(id, state, by_kitchen, at, device_at, reason, data, position) ORDER BY position
     ON CONFLICT (command_id, state, by_kitchen) DO NOTHING RETURNING command_id AS id`,
    [
      steps.map((step) => step.commandId),
      steps.map((step) => step.state),
      steps.map((step) => step.byKitchen),
      steps.map((step) => step.at),
      steps.map((step) => step.deviceAt ?? null),
      steps.map((step) => step.reason ?? null),
      steps.map((step) => (step.data ? JSON.stringify(step.data) : null)),
    ],
  );
  const ids = new Set(added.map(({ id }) => id));
  await sql.query(
    `UPDATE command c SET changed_at = greatest(changed_at, $2),
       state = (SELECT state FROM command_step s WHERE s.command_id = c.id ORDER BY ${WEIGHT} DESC LIMIT 1)
     WHERE id = ANY($1)`,
    [[...ids], steps.reduce((latest, { at }) => (at > latest ? at : latest), new Date(0))],
  );
  return ids;
}

const WEIGHT = `CASE
  WHEN by_kitchen THEN CASE state WHEN 'done' THEN 7 WHEN 'failed' THEN 6 WHEN 'expired' THEN 5 ELSE 3 END
  ELSE CASE state WHEN 'failed' THEN 4 WHEN 'expired' THEN 2 WHEN 'sent' THEN 1 ELSE 0 END END`;

/** Of a kitchen's commands those there are, locked in one order. */
export async function lockCommands(
  sql: Sql,
  kitchenId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }[]>(
    `SELECT id FROM command WHERE kitchen_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR UPDATE`,
    [kitchenId, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Sent again after 30 s, then after twice as long each time, every 5 minutes at most: a kitchen that has it answers. */
const SEND_AGAIN = `least(interval '30 seconds' * 2 ^ least(c.sends - 1, 10), interval '5 minutes')`;
/** Sent in one round at most. */
const A_ROUND = 100;

/**
 * Takes the commands that are to be sent now: those that wait for a kitchen that is connected, also anew since they were
 * sent. Another process that asks at the same time gets none of them.
 */
export async function takeDueCommands(sql: Sql, now: Date): Promise<DueCommand[]> {
  return sql.query(
    `WITH due AS (
       SELECT c.id, k.state_at FROM command c JOIN kitchen k ON k.id = c.kitchen_id
       WHERE c.state IN ('queued', 'sent') AND c.expires_at > $1 AND k.state = 'online'
         AND (c.last_sent_at IS NULL OR c.sent_in IS DISTINCT FROM k.state_at OR c.last_sent_at + ${SEND_AGAIN} <= $1)
       ORDER BY c.created_at, c.id LIMIT ${A_ROUND} FOR UPDATE OF c SKIP LOCKED),
     taken AS (
       UPDATE command c SET sends = sends + 1, last_sent_at = $1, sent_in = due.state_at FROM due WHERE c.id = due.id
       RETURNING c.id, c.kitchen_id, c.kind, c.data, c.expires_at, c.created_at)
     SELECT id, kitchen_id AS "kitchenId", kind, data, expires_at AS "expiresAt" FROM taken ORDER BY created_at, id`,
    [now],
  );
}

/** How long past its time an end is waited for of a command that its kitchen has: by then the kitchen forgets it (C4). */
const END_WITHIN = `interval '1 day'`;

/**
 * Commands that nobody answered in their time, or that their kitchen acknowledged and never ended, and how far each had
 * come. Locked for the transaction, if there is one.
 */
export async function overdueCommands(
  sql: Sql,
  now: Date,
): Promise<{ id: string; kitchenId: string; state: 'queued' | 'sent' | 'acknowledged' }[]> {
  return sql.query(
    `SELECT id, kitchen_id AS "kitchenId", state FROM command
     WHERE state IN ('queued', 'sent', 'acknowledged') AND expires_at <= $1
       AND (state <> 'acknowledged' OR expires_at <= $1::timestamptz - ${END_WITHIN})
     ORDER BY id LIMIT ${A_ROUND} FOR UPDATE SKIP LOCKED`,
    [now],
  );
}
