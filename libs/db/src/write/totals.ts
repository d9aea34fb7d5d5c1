import { addAmounts, type Amounts } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { grainsOf, type Grain } from '../read/ledger-scope.js';

interface TotalKey {
  scope: string;
  grain: Grain;
  start: string;
}

/** What totals move by: amounts of a day, in every grain that the day is in. */
export class TotalMoves {
  readonly #sums = new Map<string, TotalKey & { sums: Record<string, number> }>();

  add(scope: string, day: string, amounts: Amounts): void {
    for (const { grain, start } of grainsOf(day)) {
      const key = `${scope}\n${grain}\n${start}`;
      let move = this.#sums.get(key);
      if (move === undefined) this.#sums.set(key, (move = { scope, grain, start, sums: {} }));
      for (const [quantity, amount] of Object.entries(amounts))
        move.sums[quantity] = (move.sums[quantity] ?? 0) + amount;
    }
  }

  /** In one order, so that writers meet without a deadlock; without zeros. */
  list(): (TotalKey & { amounts: Amounts })[] {
    return [...this.#sums]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, { sums, ...key }]) => ({ ...key, amounts: addAmounts({}, sums) }));
  }
}

/** Totals in one statement at most. */
const AT_ONCE = 500;

/** Adds to totals; one that comes to nothing goes. The caller holds what keeps other writers of these scopes away. */
export async function moveTotals(sql: Sql, moves: TotalMoves): Promise<void> {
  const all = moves.list().filter(({ amounts }) => Object.keys(amounts).length > 0);
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    const before = await sql.query<{ n: number; amounts: Amounts }[]>(
      `SELECT k.n::int AS n, t.amounts FROM unnest($1::text[], $2::text[], $3::date[]) WITH ORDINALITY AS k(scope, grain, start, n)
       JOIN total t USING (scope, grain, start)`,
      keysOf(some),
    );
    const amountsOf = new Map(before.map(({ n, amounts }) => [n - 1, amounts]));
    await writeTotals(
      sql,
      some.map((move, index) => ({
        ...move,
        amounts: addAmounts(amountsOf.get(index) ?? {}, move.amounts),
      })),
    );
  }
}

/** Sets totals to what they are; those of no amounts go. */
async function writeTotals(sql: Sql, totals: readonly (TotalKey & { amounts: Amounts })[]): Promise<void> {
  const isEmpty = ({ amounts }: { amounts: Amounts }): boolean => Object.keys(amounts).length === 0;
  const empty = totals.filter(isEmpty);
  const full = totals.filter((total) => !isEmpty(total));
  if (empty.length > 0)
    await sql.query(
      `DELETE FROM total t USING unnest($1::text[], $2::text[], $3::date[]) AS k(scope, grain, start)
       WHERE t.scope = k.scope AND t.grain = k.grain AND t.start = k.start`,
      keysOf(empty),
    );
  if (full.length > 0)
    await sql.query(
      `INSERT INTO total (scope, grain, start, amounts)
       SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::jsonb[])
       ON CONFLICT (scope, grain, start) DO UPDATE SET amounts = excluded.amounts`,
      [...keysOf(full), full.map(({ amounts }) => JSON.stringify(amounts))],
    );
}

/**
 * Makes the totals of a kitchen and its machines what `moves` says, whatever they were. The caller holds the kitchen's
 * lock. @returns how many were wrong
 */
export async function setKitchenTotals(sql: Sql, kitchenId: string, moves: TotalMoves): Promise<number> {
  return setTotals(
    sql,
    await sql.query(
      `SELECT ${STORED} WHERE scope = 'kitchen:' || $1::text OR scope LIKE 'machine:' || $1::text || '/%'`,
      [kitchenId],
    ),
    moves,
  );
}

const STORED = `scope, grain, to_char(start, 'YYYY-MM-DD') AS start, amounts FROM total`;

async function setTotals(
  sql: Sql,
  stored: readonly (TotalKey & { amounts: Amounts })[],
  moves: TotalMoves,
): Promise<number> {
  const keyOf = ({ scope, grain, start }: TotalKey): string => `${scope}\n${grain}\n${start}`;
  const textOf = new Map(
    stored.map((total) => [keyOf(total), JSON.stringify(addAmounts(total.amounts, {}))]),
  );
  const wrong = new Map(stored.map((total) => [keyOf(total), { ...total, amounts: {} as Amounts }]));
  for (const total of moves.list()) {
    if (textOf.get(keyOf(total)) === JSON.stringify(total.amounts)) wrong.delete(keyOf(total));
    else if (Object.keys(total.amounts).length > 0) wrong.set(keyOf(total), total);
  }
  const all = [...wrong.values()];
  for (let from = 0; from < all.length; from += AT_ONCE)
    await writeTotals(sql, all.slice(from, from + AT_ONCE));
  return all.length;
}

function keysOf(totals: readonly TotalKey[]): [string[], string[], string[]] {
  return [
    totals.map(({ scope }) => scope),
    totals.map(({ grain }) => grain),
    totals.map(({ start }) => start),
  ];
}

/** A number of our own for the lock that one folding holds. */
const FOLD_LOCK = 0x62_6b_66_6c;

/**
 * Counts postings in the totals of the scopes that kitchens share, oldest first. Runs in a transaction of its own; a
 * second process that folds at the same time does nothing. @returns how many postings were folded
 */
export async function foldPostings(sql: Sql, limit: number): Promise<number> {
  const [lock] = await sql.query<{ held: boolean }[]>(`SELECT pg_try_advisory_xact_lock($1) AS held`, [
    FOLD_LOCK,
  ]);
  if (!lock?.held) return 0;
  const postings = await sql.query<{ day: string; productCode: string | null; amounts: Amounts }[]>(
    `WITH due AS (
       UPDATE posting SET folded = true WHERE id IN (SELECT id FROM posting WHERE NOT folded ORDER BY id LIMIT $1)
       RETURNING day, product_code, amounts)
     SELECT to_char(day, 'YYYY-MM-DD') AS day, product_code AS "productCode", amounts FROM due`,
    [limit],
  );
  const moves = new TotalMoves();
  for (const { day, productCode, amounts } of postings) addShared(moves, day, productCode, amounts);
  await moveTotals(sql, moves);
  return postings.length;
}

/**
 * Makes the totals of the scopes that kitchens share what their folded postings add up to, whatever they were. Runs in a
 * transaction of its own, in which nobody folds. @returns how many were wrong
 */
export async function setSharedTotals(sql: Sql): Promise<number> {
  await sql.query(`SELECT pg_advisory_xact_lock($1)`, [FOLD_LOCK]);
  const years = await sql.query<{ year: number }[]>(
    `SELECT generate_series(extract(year FROM min(day))::int, extract(year FROM max(day))::int) AS year FROM posting`,
  );
  const moves = new TotalMoves();
  // Year by year: one statement over all of a large journal would take longer than a client waits.
  for (const { year } of years) {
    const sums = await sql.query<{ day: string; productCode: string | null; amounts: Amounts }[]>(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, product_code AS "productCode", jsonb_object_agg(key, sum) AS amounts
       FROM (SELECT day, product_code, key, sum(value::numeric) AS sum FROM posting, jsonb_each(amounts)
         WHERE folded AND day >= make_date($1, 1, 1) AND day < make_date($1 + 1, 1, 1) GROUP BY 1, 2, 3) quantity
       GROUP BY day, product_code`,
      [year],
    );
    for (const { day, productCode, amounts } of sums) addShared(moves, day, productCode, amounts);
  }
  return setTotals(
    sql,
    await sql.query(`SELECT ${STORED} WHERE scope = 'portfolio' OR scope LIKE 'product:%'`),
    moves,
  );
}

function addShared(moves: TotalMoves, day: string, productCode: string | null, amounts: Amounts): void {
  moves.add('portfolio', day, amounts);
  if (productCode !== null) moves.add(`product:${productCode}`, day, amounts);
}
