import { addAmounts, type Amounts, type Contribution, type Gap } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import type { PostingCause } from '../read/ledger.js';
import { moveTotals, TotalMoves } from './totals.js';

/** Why a contribution changes, and since when that is known. */
export interface PostingOrigin {
  cause: PostingCause;
  eventId: string | null;
  knownAt: Date;
}

interface Before {
  subject: string;
  day: string | null;
  at: Date;
  productCode: string | null;
  machine: string | null;
  amounts: Amounts;
  gaps: Gap[];
  /** Of the subject's newest posting, also when it contributes nothing now. */
  knownAt: Date | null;
}
interface Posting extends PostingOrigin {
  subject: string;
  day: string;
  productCode: string | null;
  machine: string | null;
  amounts: Amounts;
}

/** Subjects in one statement at most. */
const AT_ONCE = 1_000;

/**
 * Replaces what subjects contribute; every difference becomes a posting and moves the totals of the kitchen and its
 * machines, in the caller's transaction. The caller holds the kitchen's lock. A subject of `subjects` without a
 * contribution contributes nothing from now on. What does not differ is not written.
 * @param contributions of some of the subjects
 * @returns how many of the subjects got a posting
 */
export async function replaceContributions(
  sql: Sql,
  kitchenId: string,
  subjects: readonly string[],
  contributions: readonly Contribution[],
  originOf: (subject: string, firstKnown: boolean) => PostingOrigin,
): Promise<number> {
  const now = new Map(contributions.map((contribution) => [contribution.subject, contribution]));
  let posted = 0;
  const distinct = [...new Set(subjects)];
  for (let from = 0; from < distinct.length; from += AT_ONCE)
    posted += await replaceSome(sql, kitchenId, distinct.slice(from, from + AT_ONCE), now, originOf);
  return posted;
}

async function replaceSome(
  sql: Sql,
  kitchenId: string,
  subjects: readonly string[],
  now: ReadonlyMap<string, Contribution>,
  originOf: (subject: string, firstKnown: boolean) => PostingOrigin,
): Promise<number> {
  const before = await sql.query<Before[]>(
    `SELECT s.subject, to_char(c.day, 'YYYY-MM-DD') AS day, c.at, c.product_code AS "productCode", c.machine, c.amounts, c.gaps,
       coalesce(c.known_at, (SELECT max(p.known_at) FROM posting p WHERE p.kitchen_id = s.kitchen_id AND p.subject = s.subject)) AS "knownAt"
     -- OFFSET 0: each subject by the index of its own, whatever the planner thinks of a kitchen that grows in this transaction.
     FROM (SELECT $1::text AS kitchen_id, unnest($2::text[]) AS subject OFFSET 0) s
     LEFT JOIN LATERAL (SELECT * FROM contribution WHERE kitchen_id = s.kitchen_id AND subject = s.subject OFFSET 0) c ON true`,
    [kitchenId, subjects],
  );
  const gone: string[] = [];
  const changed: (Contribution & { knownAt: Date })[] = [];
  const postings: Posting[] = [];
  for (const was of before) {
    const is = now.get(was.subject);
    const differences = differencesOf(was, is);
    const origin = originOf(was.subject, was.knownAt === null);
    // What is known of a subject never goes back in time, in whatever order its facts arrive.
    const knownAt = was.knownAt !== null && was.knownAt > origin.knownAt ? was.knownAt : origin.knownAt;
    postings.push(...differences.map((difference) => ({ ...origin, knownAt, ...difference })));
    if (is === undefined) {
      if (was.day !== null) gone.push(was.subject);
    } else if (differences.length > 0 || was.day === null || isOtherwise(was, is))
      changed.push({ ...is, knownAt: differences.length > 0 ? knownAt : (was.knownAt ?? knownAt) });
  }
  if (gone.length > 0)
    await sql.query(`DELETE FROM contribution WHERE kitchen_id = $1 AND subject = ANY($2)`, [
      kitchenId,
      gone,
    ]);
  if (changed.length > 0) await saveContributions(sql, kitchenId, changed);
  if (postings.length === 0) return 0;
  await savePostings(sql, kitchenId, postings);
  const moves = new TotalMoves();
  const delivered = new Set<string>();
  for (const { day, machine, amounts } of postings) {
    moves.add(`kitchen:${kitchenId}`, day, amounts);
    if (machine !== null) moves.add(`machine:${kitchenId}/${machine}`, day, amounts);
    if ('supplierDeliveryCount' in amounts) delivered.add(day);
  }
  await moveTotals(sql, moves);
  if (delivered.size > 0) await recountSuppliers(sql, kitchenId, [...delivered]);
  return new Set(postings.map(({ subject }) => subject)).size;
}

/** What to post: one difference, or two where the day, the product or the machine is another now. */
function differencesOf(
  was: Before,
  is: Contribution | undefined,
): Pick<Posting, 'subject' | 'day' | 'productCode' | 'machine' | 'amounts'>[] {
  const { subject } = was;
  const old = was.day === null ? null : { ...was, day: was.day };
  const amountsWere = old?.amounts ?? {};
  const isSamePlace =
    old !== null &&
    is !== undefined &&
    old.day === is.day &&
    old.productCode === is.productCode &&
    old.machine === is.machine;
  const parts: Pick<Posting, 'subject' | 'day' | 'productCode' | 'machine' | 'amounts'>[] = [];
  if (isSamePlace) parts.push({ ...placeOf(is), subject, amounts: addAmounts(is.amounts, amountsWere, -1) });
  else {
    if (old !== null) parts.push({ ...placeOf(old), subject, amounts: addAmounts({}, amountsWere, -1) });
    if (is !== undefined) parts.push({ ...placeOf(is), subject, amounts: is.amounts });
  }
  return parts.filter(({ amounts }) => Object.keys(amounts).length > 0);
}

function placeOf({ day, productCode, machine }: Pick<Posting, 'day' | 'productCode' | 'machine'>) {
  return { day, productCode, machine };
}

/** Whether something changed that totals do not show. */
function isOtherwise(was: Before, is: Contribution): boolean {
  return (
    was.day !== is.day ||
    was.productCode !== is.productCode ||
    was.machine !== is.machine ||
    was.at.getTime() !== Date.parse(is.time) ||
    gapsText(was.gaps) !== gapsText(is.gaps)
  );
}

/** Equal for equal gaps, in whatever order the database keeps the keys of an object. */
function gapsText(gaps: readonly Gap[]): string {
  return gaps.map(({ about, message }) => `${about} ${message}`).join('\n');
}

/** Subjects that contribute something though they are neither an event nor a batch of the kitchen. */
export async function unfoundedSubjects(sql: Sql, kitchenId: string): Promise<string[]> {
  const rows = await sql.query<{ subject: string }[]>(
    `SELECT subject FROM contribution WHERE kitchen_id = $1
     EXCEPT SELECT 'event:' || id::text FROM event WHERE kitchen_id = $1
     EXCEPT SELECT 'batch:' || batch_id FROM batch WHERE kitchen_id = $1`,
    [kitchenId],
  );
  return rows.map(({ subject }) => subject);
}

async function saveContributions(
  sql: Sql,
  kitchenId: string,
  rows: readonly (Contribution & { knownAt: Date })[],
): Promise<void> {
  await sql.query(
    `INSERT INTO contribution (kitchen_id, subject, at, day, product_code, machine, amounts, gaps, known_at)
     SELECT $1, u.subject, u.at, u.day, u.product_code, u.machine, u.amounts, u.gaps, u.known_at
     FROM unnest($2::text[], $3::timestamptz[], $4::date[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::timestamptz[])
       AS u(subject, at, day, product_code, machine, amounts, gaps, known_at)
     ON CONFLICT (kitchen_id, subject) DO UPDATE SET at = excluded.at, day = excluded.day,
       product_code = excluded.product_code, machine = excluded.machine, amounts = excluded.amounts,
       gaps = excluded.gaps, known_at = excluded.known_at`,
    [
      kitchenId,
      rows.map((row) => row.subject),
      rows.map((row) => new Date(row.time)),
      rows.map((row) => row.day),
      rows.map((row) => row.productCode),
      rows.map((row) => row.machine),
      rows.map((row) => JSON.stringify(row.amounts)),
      rows.map((row) => JSON.stringify(row.gaps)),
      rows.map((row) => row.knownAt),
    ],
  );
}

async function savePostings(sql: Sql, kitchenId: string, postings: readonly Posting[]): Promise<void> {
  await sql.query(
    `INSERT INTO posting (kitchen_id, known_at, subject, day, product_code, machine, cause, event_id, amounts)
     SELECT $1, u.* FROM unnest($2::timestamptz[], $3::text[], $4::date[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::jsonb[]) AS u`,
    [
      kitchenId,
      postings.map((posting) => posting.knownAt),
      postings.map((posting) => posting.subject),
      postings.map((posting) => posting.day),
      postings.map((posting) => posting.productCode),
      postings.map((posting) => posting.machine),
      postings.map((posting) => posting.cause),
      postings.map((posting) => posting.eventId),
      postings.map((posting) => JSON.stringify(posting.amounts)),
    ],
  );
}

/** Who delivered on some days: the deliveries that count. */
async function recountSuppliers(sql: Sql, kitchenId: string, days: readonly string[]): Promise<void> {
  await sql.query(`DELETE FROM supplier_day WHERE kitchen_id = $1 AND day = ANY($2::date[])`, [
    kitchenId,
    days,
  ]);
  await sql.query(
    `INSERT INTO supplier_day (kitchen_id, supplier, day, deliveries)
     SELECT c.kitchen_id, e.body->'data'->>'supplier', c.day, count(*) FROM contribution c
     JOIN event e ON e.id = substr(c.subject, 7)::uuid
     WHERE c.kitchen_id = $1 AND c.day = ANY($2::date[]) AND c.amounts ? 'supplierDeliveryCount' AND c.subject LIKE 'event:%'
       AND e.body->'data'->>'supplier' IS NOT NULL
     GROUP BY 1, 2, 3`,
    [kitchenId, days],
  );
}
