import type { RetentionPolicy } from '@bakeloop/contracts';
import type { Engine, Sql } from './engine.js';
import { writeAudit, type Actor, type Author } from './identity/audit.js';
import { VALUE } from './reading-sql.js';

const DAY_MS = 86_400_000;

/**
 * Raw readings stay so many days longer than said: what was accepted as just young enough, and then waited in a broker's
 * queue for a database that was away, still meets its neighbours.
 */
const WAITED_DAYS = 10;

/**
 * What a round drops at most, days: a clock that is years ahead, or a slip in the policy, costs a week of the oldest
 * before somebody looks, and no statement goes over years.
 */
const DAYS_A_ROUND = 7;

export type Tier = 'raw' | '1m' | '1h' | '1d';

/** Opens a transaction; the TypeORM data source is such. */
interface Transacting extends Sql {
  transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T>;
}

/** The policy in force, who set it, when and why. */
export interface RetentionRow extends RetentionPolicy {
  at: Date;
  by: string;
  note: string;
}

const POLICY = `raw_days AS "rawDays", minute_days AS "minuteDays", hour_days AS "hourDays", day_days AS "dayDays",
  compress_after_days AS "compressAfterDays"`;

/** How long readings are kept, and since when each grain of them is there. */
export class RetentionRepository {
  constructor(private readonly sql: Sql) {}

  async inForce(): Promise<RetentionRow> {
    const [row] = await this.sql.query<RetentionRow[]>(
      `SELECT at, by, note, ${POLICY} FROM retention ORDER BY id DESC LIMIT 1`,
    );
    if (!row) throw new Error('there is no retention policy: the schema is not whole');
    return row;
  }

  async set(row: Omit<RetentionRow, 'by'> & { by: Author }, actor: Actor): Promise<void> {
    const { rawDays, minuteDays, hourDays, dayDays, compressAfterDays, at, by, note } = row;
    await writeAudit(this.sql, actor, {
      action: 'retention.set',
      subject: 'platform',
      after: { rawDays, minuteDays, hourDays, dayDays, compressAfterDays },
    });
    await this.sql.query(
      `INSERT INTO retention (at, by, by_person, note, raw_days, minute_days, hour_days, day_days, compress_after_days)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [at, by.name, by.personId, note, rawDays, minuteDays, hourDays, dayDays, compressAfterDays],
    );
  }

  /** From when on a grain is there; absent: nothing of it was dropped. */
  async keptFrom(): Promise<Map<Tier, Date>> {
    const rows = await this.sql.query<{ tier: Tier; at: Date }[]>(`SELECT tier, at FROM kept_from`);
    return new Map(rows.map(({ tier, at }) => [tier, at]));
  }
}

/**
 * Drops what is older than the policy says, whole UTC days. No reading goes before its rollups are up to date; what they
 * hold of it stays, since from then on neither an hour before that day is refreshed nor a batch measured again.
 * @returns whether there is more for another round
 */
export async function applyRetention(database: Transacting, engine: Engine, now: Date): Promise<boolean> {
  const policy = await new RetentionRepository(database).inForce();
  const keptFrom = await new RetentionRepository(database).keptFrom();
  let more = false;
  const within = async (tier: Tier, table: string, keepDays: number): Promise<Date> => {
    const before = daysBefore(now, keepDays + WAITED_DAYS);
    const from = keptFrom.get(tier) ?? (await oldestDay(database, engine, table)) ?? before;
    const reached = new Date(from.getTime() + DAYS_A_ROUND * DAY_MS);
    if (reached >= before) return before;
    more = true;
    return reached;
  };
  const rawBefore = await within('raw', 'reading_raw', policy.rawDays);
  const [waiting] = await database.query<unknown[]>(
    `SELECT 1 FROM rollup_mark WHERE fresh AND hour < $1 LIMIT 1`,
    [rawBefore],
  );
  if (!waiting) {
    if (engine.kind === 'timescaledb') await dropChunks(database, 'raw', 'reading_raw', rawBefore);
    else await database.transaction((sql) => replaceReadings(sql, rawBefore));
  }
  for (const [tier, keepDays] of [
    ['1m', policy.minuteDays],
    ['1h', policy.hourDays],
    ['1d', policy.dayDays],
  ] as const) {
    if (keepDays === null) continue;
    const table = `reading_${tier}_kept`;
    const before = await within(tier, table, keepDays);
    if (engine.kind === 'timescaledb') await dropChunks(database, tier, table, before);
    else {
      await moveKeptFrom(database, tier, before);
      await database.query(`DELETE FROM ${table} WHERE bucket < $1`, [before]);
    }
  }
  return more;
}

/** The UTC day of the oldest row; null when there is none. */
async function oldestDay(sql: Sql, engine: Engine, table: string): Promise<Date | null> {
  const time = table === 'reading_raw' ? 'device_time' : 'bucket';
  const [row] = await sql.query<{ day: Date | null }[]>(
    engine.kind === 'timescaledb'
      ? `SELECT date_bin('1 day', min(c.range_start), '2000-01-01Z') AS day FROM timescaledb_information.chunks c
         LEFT JOIN timescaledb_information.continuous_aggregates a ON a.materialization_hypertable_name = c.hypertable_name
         WHERE coalesce(a.view_name, c.hypertable_name) = $1`
      : `SELECT date_bin('1 day', min(${time}), '2000-01-01Z') AS day FROM ${table} WHERE $1 <> ''`,
    [table],
  );
  return row?.day ?? null;
}

function daysBefore(now: Date, days: number): Date {
  return new Date(Math.floor(now.getTime() / DAY_MS - days) * DAY_MS);
}

/** The line moves first: whoever looks at it meanwhile leaves alone what is about to go. */
async function dropChunks(sql: Sql, tier: Tier, table: string, before: Date): Promise<void> {
  await moveKeptFrom(sql, tier, before);
  await sql.query(`SELECT drop_chunks('${table}', older_than => $1::timestamptz)`, [before]);
}

/** It never moves back: what is gone is gone, whatever a later policy says. */
async function moveKeptFrom(sql: Sql, tier: Tier, before: Date): Promise<void> {
  await sql.query(
    `INSERT INTO kept_from AS k (tier, at) VALUES ($1, $2) ON CONFLICT (tier) DO UPDATE SET at = greatest(k.at, excluded.at)`,
    [tier, before],
  );
}

/**
 * Plain PostgreSQL makes its rollups of readings when it is asked: those of readings that go are kept in tables, in one
 * statement, so that no reading goes uncounted. One that came after its day was dropped changes nothing.
 */
async function replaceReadings(sql: Sql, before: Date): Promise<void> {
  const keep = (table: string, width: string): string => `
    INSERT INTO ${table} (channel_id, bucket, n, total, low, high, first_value, last_value)
    SELECT channel_id, date_bin('${width}', device_time, '2000-01-01Z'), count(*), sum(value), min(value), max(value),
      (array_agg(value ORDER BY device_time))[1], (array_agg(value ORDER BY device_time DESC))[1]
    FROM gone WHERE device_time >= coalesce((SELECT at FROM kept_from WHERE tier = 'raw'), '-infinity')
    GROUP BY 1, 2`;
  await sql.query(
    `WITH gone AS (DELETE FROM reading_raw WHERE device_time < $1 RETURNING channel_id, device_time, ${VALUE} AS value),
       minutes AS (${keep('reading_1m_kept', '1 minute')}),
       hours AS (${keep('reading_1h_kept', '1 hour')})
     ${keep('reading_1d_kept', '1 day')}`,
    [before],
  );
  await moveKeptFrom(sql, 'raw', before);
}
