import type { MigrationInterface, QueryRunner } from 'typeorm';
import { detectEngine } from '../engine.js';

const ROLLUPS = [
  ['reading_1m', '1 minute'],
  ['reading_1h', '1 hour'],
  ['reading_1d', '1 day'],
] as const;

/** On plain PostgreSQL: what was kept of readings that are gone, and the rest made of those that are there. */
export function withKept(name: string, width: string): string {
  return `
    CREATE VIEW ${name} AS
    SELECT channel_id, bucket, n, total, low, high, first_value, last_value FROM ${name}_kept
    UNION ALL
    ${fromRaw(width)}
    WHERE device_time >= coalesce((SELECT at FROM kept_from WHERE tier = 'raw'), '-infinity') GROUP BY 1, 2`;
}

function fromRaw(width: string): string {
  return `SELECT channel_id, date_bin('${width}', device_time, '2000-01-01Z') AS bucket, count(*) AS n, sum(value) AS total,
      min(value) AS low, max(value) AS high, (array_agg(value ORDER BY device_time))[1] AS first_value,
      (array_agg(value ORDER BY device_time DESC))[1] AS last_value
    FROM reading`;
}

/** How long readings are kept, as data; and from when on each grain of them is there. */
export class Retention1764000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE retention (                         -- the newest row is in force, the others say what was
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        by text NOT NULL,
        note text NOT NULL,
        raw_days int NOT NULL CHECK (raw_days >= 400), -- S5: as late as a reading may be
        minute_days int CHECK (minute_days >= raw_days),
        hour_days int CHECK (hour_days >= minute_days),
        day_days int CHECK (day_days >= hour_days),    -- null: for ever
        compress_after_days int NOT NULL CHECK (compress_after_days >= 1)
      )`);
    await runner.query(`
      INSERT INTO retention (at, by, note, raw_days, minute_days, hour_days, day_days, compress_after_days)
      VALUES (now(), 'Bakeloop', 'the defaults', 400, 1095, NULL, NULL, 3)`);
    await runner.query(`
      CREATE TABLE kept_from (
        tier text PRIMARY KEY CHECK (tier IN ('raw', '1m', '1h', '1d')),
        at timestamptz NOT NULL                        -- a UTC midnight: what is older was dropped
      )`);
    if ((await detectEngine(runner)).kind === 'timescaledb') return;
    for (const [name, width] of ROLLUPS) {
      await runner.query(`
        CREATE TABLE ${name}_kept (
          channel_id int NOT NULL,
          bucket timestamptz NOT NULL,
          n bigint NOT NULL,
          total float8 NOT NULL,
          low float8 NOT NULL,
          high float8 NOT NULL,
          first_value float8 NOT NULL,
          last_value float8 NOT NULL,
          PRIMARY KEY (channel_id, bucket)
        )`);
      await runner.query(`DROP VIEW ${name}`);
      await runner.query(withKept(name, width));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    if ((await detectEngine(runner)).kind === 'postgresql')
      for (const [name, width] of ROLLUPS) {
        await runner.query(`DROP VIEW ${name}`);
        await runner.query(`DROP TABLE ${name}_kept`);
        await runner.query(`CREATE VIEW ${name} AS ${fromRaw(width)} GROUP BY 1, 2`);
      }
    await runner.query(`DROP TABLE retention, kept_from`);
  }
}
