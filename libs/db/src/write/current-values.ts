import type { Sql } from '../engine.js';

/** The newest reading of every channel of a kitchen: four columns of equal length. */
export interface CurrentValues {
  /** Counts up with every write, so that who remembers the values knows whether they still stand; 0: none are stored. */
  version: number;
  channelIds: number[];
  timesMs: number[];
  values: number[];
  receivedMs: number[];
}

/** Current values of kitchens; one that has none is absent. */
export async function readCurrentValues(
  sql: Sql,
  kitchenIds: readonly string[],
): Promise<Map<string, CurrentValues>> {
  // As JSON: numbers as they are, where a driver gives bigints as text.
  const rows = await sql.query<(CurrentValues & { kitchenId: string })[]>(
    `SELECT kitchen_id AS "kitchenId", version, to_json(channel_ids) AS "channelIds", to_json(device_times_ms) AS "timesMs",
       to_json(values) AS "values", to_json(received_at_ms) AS "receivedMs"
     FROM kitchen_current WHERE kitchen_id = ANY($1)`,
    [kitchenIds],
  );
  return new Map(rows.map(({ kitchenId, ...current }) => [kitchenId, current]));
}

/**
 * Writes current values over those of the version that they were made from. One row for a kitchen: a pack touches most
 * of its channels, and one row of 24 values costs the engine a tenth of 24 rows.
 * @returns the kitchens that were written; the others have values of another version by now
 */
export async function saveCurrentValues(
  sql: Sql,
  rows: ReadonlyMap<string, CurrentValues>,
): Promise<Set<string>> {
  const currents = [...rows.values()];
  const texts = (column: 'channelIds' | 'timesMs' | 'values' | 'receivedMs'): string[] =>
    currents.map((current) => `{${current[column].join()}}`);
  const written = await sql.query<{ kitchen_id: string }[]>(
    // A column of arrays of different lengths travels as texts.
    `WITH made AS (
       SELECT u.id, u.version, u.c::int[], u.t::int8[], u.v::float8[], u.r::int8[]
       FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[]) AS u(id, version, c, t, v, r)),
     changed AS (
       UPDATE kitchen_current k SET version = k.version + 1, channel_ids = m.c, device_times_ms = m.t, values = m.v,
         received_at_ms = m.r
       FROM made m WHERE k.kitchen_id = m.id AND k.version = m.version RETURNING k.kitchen_id),
     first AS (
       INSERT INTO kitchen_current (kitchen_id, version, channel_ids, device_times_ms, values, received_at_ms)
       SELECT id, 1, c, t, v, r FROM made WHERE version = 0 ON CONFLICT DO NOTHING RETURNING kitchen_id)
     SELECT kitchen_id FROM changed UNION ALL SELECT kitchen_id FROM first`,
    [
      [...rows.keys()],
      currents.map(({ version }) => version),
      texts('channelIds'),
      texts('timesMs'),
      texts('values'),
      texts('receivedMs'),
    ],
  );
  return new Set(written.map((row) => row.kitchen_id));
}
