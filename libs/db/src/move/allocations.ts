import { serialOf, type ShareState } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { lockKitchens } from '../write/kitchens.js';
import { pages } from './pages.js';

/** An allocation with those of its shares that are of kitchens which move. Times are RFC 3339. */
export interface BroughtAllocation {
  serial: string;
  /** What it was called where it came from before. */
  formerSerial: string | null;
  /** Name of the sponsor. */
  sponsor: string;
  state: ShareState;
  issuedAt: string;
  steps: { state: ShareState; at: string; why: string; beneficiary: string | null }[];
  shares: { kitchenId: string; batchId: string; grams: number; beyondOutput: boolean }[];
}

/** What these kitchens give, or what one sponsor has. */
export type SharedOf = { kitchenIds: readonly string[] } | { sponsorId: string };

/** To which sponsors kitchens are attributed, by name. */
export function leavingSponsors(sql: Sql, of: SharedOf): Promise<{ name: string; kitchenIds: string[] }[]> {
  const [isMeant, meant] =
    'sponsorId' in of
      ? ['a.organisation_id = $1::uuid', of.sponsorId]
      : ['a.kitchen_id = ANY($1::text[])', of.kitchenIds];
  return sql.query(
    `SELECT o.name, array_agg(a.kitchen_id ORDER BY a.kitchen_id) AS "kitchenIds"
     FROM attribution a JOIN organisation o ON o.id = a.organisation_id WHERE ${isMeant} GROUP BY o.id ORDER BY o.name`,
    [meant],
  );
}

/** In the order in which they were issued. `beyondOutput`: of a batch that made less, as is known now, than was allocated. */
export function leavingAllocations(sql: Sql, of: SharedOf): AsyncGenerator<BroughtAllocation[]> {
  const [isMeant, meant] =
    'sponsorId' in of
      ? ['l.organisation_id = $1::uuid', of.sponsorId]
      : ['s.kitchen_id = ANY($1::text[])', of.kitchenIds];
  return pages(
    sql,
    `SELECT l.serial, l.former_serial AS "formerSerial", o.name AS sponsor, l.state, to_jsonb(l.issued_at) AS "issuedAt",
       (SELECT jsonb_agg(jsonb_build_object('state', s.state, 'at', s.at, 'why', s.why, 'beneficiary', s.beneficiary)
          ORDER BY s.at, s.state) FROM allocation_step s WHERE s.serial = l.serial) AS steps,
       (SELECT jsonb_agg(jsonb_build_object('kitchenId', s.kitchen_id, 'batchId', s.batch_id, 'grams', s.grams,
          'beyondOutput', coalesce(a.grams, 0) > coalesce(shared_output(c.amounts), 0)) ORDER BY s.kitchen_id, s.batch_id)
        FROM share s LEFT JOIN attributed a ON (a.kitchen_id, a.batch_id) = (s.kitchen_id, s.batch_id)
        LEFT JOIN contribution c ON c.kitchen_id = s.kitchen_id AND c.subject = 'batch:' || s.batch_id
        WHERE s.serial = l.serial AND ${isMeant}) AS shares
     FROM allocation l JOIN organisation o ON o.id = l.organisation_id
     WHERE EXISTS (SELECT FROM share s WHERE s.serial = l.serial AND ${isMeant})
     ORDER BY l.issued_at, l.serial`,
    [meant],
  );
}

/** More would be allocated of a batch than it made, which it was not where the allocation comes from. */
export class BeyondOutputError extends Error {
  override readonly name = 'BeyondOutputError';
}

/**
 * Brings allocations whose sponsors are here, by the owner of the tables, in a transaction: what guards shares looks at each
 * as it is issued, and knows none that a correction has overtaken since. So what is allocated is counted here instead, and
 * held to what batches made when all is in.
 * @returns under which serial each came that was another one's here
 * @throws BeyondOutputError
 */
export async function bringAllocations(
  sql: Sql,
  allocations: readonly BroughtAllocation[],
): Promise<{ serial: string; now: string }[]> {
  if (allocations.length === 0) return [];
  const shares = allocations.flatMap((one) => one.shares);
  await lockKitchens(sql, [...new Set(shares.map(({ kitchenId }) => kitchenId))], new Date());
  await sql.query(`ALTER TABLE share DISABLE TRIGGER share_within_output`);
  // No serial that is issued here from now on, also within this, may be one of those that come.
  await sql.query(
    `SELECT setval('allocation_number', $1::bigint) WHERE $1::bigint >= (SELECT last_value FROM allocation_number)`,
    [Math.max(...allocations.map(({ serial }) => numberOf(serial)))],
  );
  const renamed: { serial: string; now: string }[] = [];
  for (const one of allocations) {
    const { serial, state } = (await knownAs(sql, one)) ?? (await insertAllocation(sql, one));
    if (serial !== one.serial) renamed.push({ serial: one.serial, now: serial });
    await sql.query(
      `WITH came AS (
         INSERT INTO share (serial, kitchen_id, batch_id, grams)
         SELECT $1, u.* FROM unnest($2::text[], $3::text[], $4::bigint[]) AS u(kitchen_id, batch_id, grams)
         ON CONFLICT DO NOTHING RETURNING kitchen_id, batch_id, grams)
       INSERT INTO attributed AS a (kitchen_id, batch_id, grams) SELECT * FROM came WHERE $5 <> 'cancelled'
       ON CONFLICT (kitchen_id, batch_id) DO UPDATE SET grams = a.grams + excluded.grams`,
      [
        serial,
        one.shares.map(({ kitchenId }) => kitchenId),
        one.shares.map(({ batchId }) => batchId),
        one.shares.map(({ grams }) => grams),
        state,
      ],
    );
  }
  await sql.query(`ALTER TABLE share ENABLE TRIGGER share_within_output`);
  await mustBeWithinOutput(
    sql,
    shares.filter(({ beyondOutput }) => !beyondOutput),
  );
  return renamed;
}

/** Those that are not here, under their serial or the one that they got here. */
export async function missingAllocations(
  sql: Sql,
  allocations: readonly BroughtAllocation[],
): Promise<BroughtAllocation[]> {
  const missing: BroughtAllocation[] = [];
  for (const one of allocations) if ((await knownAs(sql, one)) === null) missing.push(one);
  return missing;
}

async function knownAs(
  sql: Sql,
  { serial, formerSerial, issuedAt }: BroughtAllocation,
): Promise<{ serial: string; state: ShareState } | null> {
  const [row] = await sql.query<{ serial: string; state: ShareState }[]>(
    `SELECT serial, state FROM allocation WHERE issued_at = $2 AND (serial = ANY($1) OR former_serial = ANY($1)) LIMIT 1`,
    [[serial, ...(formerSerial === null ? [] : [formerSerial])], issuedAt],
  );
  return row ?? null;
}

async function insertAllocation(
  sql: Sql,
  { serial: named, sponsor, state, issuedAt, steps }: BroughtAllocation,
): Promise<{ serial: string; state: ShareState }> {
  const [taken] = await sql.query<unknown[]>(`SELECT FROM allocation WHERE serial = $1`, [named]);
  let serial = named;
  if (taken !== undefined) {
    const [{ number } = { number: 0 }] = await sql.query<{ number: number }[]>(
      `SELECT nextval('allocation_number')::float8 AS number`,
    );
    serial = serialOf(Number(named.slice(3, 7)), number);
  }
  await sql.query(
    `INSERT INTO allocation (serial, former_serial, organisation_id, state, issued_at)
     SELECT $1, $2, id, $4, $5 FROM organisation WHERE name = $3 AND kind = 'sponsor'`,
    [serial, serial === named ? null : named, sponsor, state, issuedAt],
  );
  await sql.query(
    `INSERT INTO allocation_step (serial, state, at, why, beneficiary)
     SELECT $1, s->>'state', (s->>'at')::timestamptz, s->>'why', s->>'beneficiary' FROM unnest($2::jsonb[]) AS u(s)`,
    [
      serial,
      steps.map((step) =>
        JSON.stringify(
          step.state === 'issued' && serial !== named
            ? { ...step, why: `${step.why} (as ${named} where it was issued)` }
            : step,
        ),
      ),
    ],
  );
  return { serial, state };
}

/** The running number in a serial. */
const numberOf = (serial: string): number => Number(serial.split('-')[2]);

async function mustBeWithinOutput(
  sql: Sql,
  batches: readonly { kitchenId: string; batchId: string }[],
): Promise<void> {
  const [beyond] = await sql.query<{ kitchenId: string; batchId: string; grams: number; made: number }[]>(
    `SELECT a.kitchen_id AS "kitchenId", a.batch_id AS "batchId", a.grams::float8 AS grams,
       coalesce(shared_output(c.amounts), 0)::float8 AS made
     FROM unnest($1::text[], $2::text[]) AS u(kitchen_id, batch_id)
     JOIN attributed a ON (a.kitchen_id, a.batch_id) = (u.kitchen_id, u.batch_id)
     LEFT JOIN contribution c ON c.kitchen_id = u.kitchen_id AND c.subject = 'batch:' || u.batch_id
     WHERE a.grams > coalesce(shared_output(c.amounts), 0) ORDER BY 1, 2 LIMIT 1`,
    [batches.map(({ kitchenId }) => kitchenId), batches.map(({ batchId }) => batchId)],
  );
  if (beyond)
    throw new BeyondOutputError(
      `Batch ${beyond.batchId} of ${beyond.kitchenId} made ${beyond.made} g as it is known here, and ${beyond.grams} g would be allocated of it.`,
    );
}
