import { LedgerRepository, type Sql } from '@bakeloop/db';
import { addAmounts, type Amounts } from '@bakeloop/domain';
import { expect } from '@jest/globals';

/** Everything derived of a kitchen, as text that is equal only when all of it is. */
export async function dumpOf(sql: Sql, kitchenId: string): Promise<string[]> {
  const rows = await sql.query<{ row: string }[]>(
    `SELECT row FROM (
       SELECT 'batch ' || to_jsonb(b)::text AS row FROM batch b WHERE kitchen_id = $1
       UNION ALL SELECT 'lot ' || to_jsonb(l)::text FROM lot l WHERE kitchen_id = $1
       UNION ALL SELECT 'contribution ' || to_jsonb(c)::text FROM contribution c WHERE kitchen_id = $1
       UNION ALL SELECT 'supplier ' || to_jsonb(s)::text FROM supplier_day s WHERE kitchen_id = $1
       UNION ALL SELECT 'posting ' || (to_jsonb(p) - 'folded')::text FROM posting p WHERE kitchen_id = $1
       UNION ALL SELECT 'total ' || to_jsonb(t)::text FROM total t
         WHERE scope = 'kitchen:' || $1::text OR scope LIKE 'machine:' || $1::text || '/%') derived
     ORDER BY row COLLATE "C"`,
    [kitchenId],
  );
  return rows.map(({ row }) => row);
}

interface Addend {
  scope: string;
  day: string;
  amounts: Amounts;
}

/**
 * For every scope and grain: totals are the sum of the postings and of the contributions, to the last gram; and what a
 * query of a scope says is that sum, whether or not its postings are folded.
 */
export async function expectLedgerAddsUp(sql: Sql): Promise<void> {
  const addends = (table: 'posting' | 'contribution'): Promise<Addend[]> =>
    sql.query(
      `SELECT s.scope, to_char(t.day, 'YYYY-MM-DD') AS day, t.amounts FROM ${table} t, LATERAL (VALUES
         ('portfolio'), ('kitchen:' || t.kitchen_id), ('machine:' || t.kitchen_id || '/' || t.machine),
         ('product:' || t.product_code)) AS s(scope) WHERE s.scope IS NOT NULL`,
    );
  const contributed = summed(await addends('contribution'));
  expect(summed(await addends('posting'))).toEqual(contributed);

  const totals = await sql.query<{ scope: string; grain: string; start: string; amounts: Amounts }[]>(
    `SELECT scope, grain, to_char(start, 'YYYY-MM-DD') AS start, amounts FROM total`,
  );
  const unfolded = await sql.query<unknown[]>(`SELECT 1 FROM posting WHERE NOT folded LIMIT 1`);
  const isShared = (key: string): boolean => key.startsWith('portfolio ') || key.startsWith('product:');
  const stored = new Map(
    totals.map(({ scope, grain, start, amounts }) => [`${scope} ${grain} ${start}`, addAmounts(amounts, {})]),
  );
  for (const [key, amounts] of contributed)
    if (unfolded.length === 0 || !isShared(key)) expect([key, stored.get(key)]).toEqual([key, amounts]);
  if (unfolded.length === 0) expect([...stored.keys()].sort()).toEqual([...contributed.keys()].sort());

  const ledger = new LedgerRepository(sql);
  for (const [key, amounts] of contributed) {
    const scope = key.split(' ').slice(0, -2).join(' ');
    if (key.endsWith(' ever 0001-01-01')) expect(await ledger.amounts(scope)).toEqual(amounts);
  }
}

function summed(addends: readonly Addend[]): Map<string, Amounts> {
  const sums = new Map<string, Amounts>();
  for (const { scope, day, amounts } of addends)
    for (const key of [
      `${scope} day ${day}`,
      `${scope} month ${day.slice(0, 7)}-01`,
      `${scope} year ${day.slice(0, 4)}-01-01`,
      `${scope} ever 0001-01-01`,
    ])
      sums.set(key, addAmounts(sums.get(key) ?? {}, amounts));
  return new Map(
    [...sums]
      .filter(([, amounts]) => Object.keys(amounts).length > 0)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}
