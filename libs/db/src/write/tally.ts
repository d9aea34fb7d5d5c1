import type { Sql } from '../engine.js';

/**
 * What came in, and what became of it, in records: readings and events, and messages that were refused whole, each of
 * which counts as one. `received` is what was read of the messages, the others are what the database did with it.
 */
export interface Tally {
  received: number;
  stored: number;
  /** Known already: a pack sent again, a reading or an event of another pack. */
  duplicate: number;
  deadLettered: number;
  /** Messages whose acknowledgement was held back, since their kitchen sends more than it may. */
  slowed: number;
  /** Messages that were not read for that; none of the records above are theirs, unless they became dead letters. */
  turnedAway: number;
}

/**
 * Adds to the tallies of kitchens, in the transaction that settles what is counted. What a kitchen sent that is not known
 * is counted with that of nobody.
 * @param at when it came, for what was held back or turned away
 */
export async function addTallies(
  sql: Sql,
  tallies: ReadonlyMap<string | null, Tally>,
  at: Date,
): Promise<void> {
  const rows = [...tallies];
  if (rows.length === 0) return;
  // In one statement and one order, as the last lock of a transaction: so writers meet here without a deadlock.
  await sql.query(
    `INSERT INTO tally AS t (kitchen_id, received, stored, duplicate, dead_lettered, slowed, slowed_at, turned_away, turned_away_at)
     SELECT coalesce(k.id, ''), sum(received), sum(stored), sum(duplicate), sum(dead_lettered),
       sum(slowed), CASE WHEN sum(slowed) > 0 THEN $8::timestamptz END,
       sum(turned_away), CASE WHEN sum(turned_away) > 0 THEN $8::timestamptz END
     FROM unnest($1::text[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[])
       AS u(id, received, stored, duplicate, dead_lettered, slowed, turned_away)
     LEFT JOIN kitchen k USING (id) GROUP BY 1 ORDER BY 1
     ON CONFLICT (kitchen_id) DO UPDATE SET received = t.received + excluded.received, stored = t.stored + excluded.stored,
       duplicate = t.duplicate + excluded.duplicate, dead_lettered = t.dead_lettered + excluded.dead_lettered,
       slowed = t.slowed + excluded.slowed, slowed_at = coalesce(excluded.slowed_at, t.slowed_at),
       turned_away = t.turned_away + excluded.turned_away, turned_away_at = coalesce(excluded.turned_away_at, t.turned_away_at)`,
    [
      rows.map(([kitchenId]) => kitchenId),
      rows.map(([, tally]) => tally.received),
      rows.map(([, tally]) => tally.stored),
      rows.map(([, tally]) => tally.duplicate),
      rows.map(([, tally]) => tally.deadLettered),
      rows.map(([, tally]) => tally.slowed),
      rows.map(([, tally]) => tally.turnedAway),
      at,
    ],
  );
}
