import type { MigrationInterface, QueryRunner } from 'typeorm';
import { detectEngine } from '../engine.js';
import { MAX_DECIMALS, tenTo, VALUE } from '../reading-sql.js';
import { rollupSql } from '../rollup-sql.js';
import { withKept } from './17-retention.js';

const ROLLUPS = [
  { name: 'reading_1m', width: '1 minute' },
  { name: 'reading_1h', width: '1 hour' },
  { name: 'reading_1d', width: '1 day' },
] as const;

/** How readings lie in a table, and how they get there from the table before. */
interface Shape {
  table: string;
  columns: string;
  index: string;
  /** SQL of the value, and of the rows of one day of another table, its parameters the first instant and the next day's. */
  value: string;
  rows: (from: string) => string;
}

/** As they came: a double and an arrival each. */
const DOUBLES: Shape = {
  table: 'reading',
  columns: `
    channel_id int NOT NULL,
    device_time timestamptz NOT NULL,
    value float8 NOT NULL CHECK (value > '-Infinity' AND value < 'Infinity'),
    received_at timestamptz NOT NULL,
    PRIMARY KEY (channel_id, device_time)`,
  index: 'reading_time',
  value: 'value',
  rows: (from) =>
    `SELECT channel_id, device_time, ${VALUE}, to_timestamp(received_s) FROM ${from}
     WHERE device_time >= $1 AND device_time < $2`,
};

/** The wide columns first, so that no room is lost between them. */
const DIGITS: Shape = {
  table: 'reading_raw',
  columns: `
    device_time timestamptz NOT NULL,
    digits bigint,                                 -- the value without its decimal point
    received_s bigint NOT NULL,                    -- arrival, s since the epoch
    odd float8 CHECK (odd > '-Infinity' AND odd < 'Infinity'),  -- a value that is no decimal number of so few decimals
    channel_id int NOT NULL,
    decimals smallint CHECK (decimals BETWEEN 0 AND ${MAX_DECIMALS}),
    PRIMARY KEY (channel_id, device_time),         -- S6: repetition is harmless, the first stays
    CHECK (CASE WHEN odd IS NULL THEN digits IS NOT NULL AND decimals IS NOT NULL ELSE digits IS NULL AND decimals IS NULL END)`,
  index: 'reading_raw_time',
  value: VALUE,
  // All values of a channel with the decimals of its most exact one of the day.
  rows: (from) =>
    `WITH told AS (
       SELECT *, CASE WHEN value::text ~ '^-?\\d+(\\.\\d{1,${MAX_DECIMALS}})?$'
         THEN coalesce(length(substring(value::text FROM '\\.(\\d+)$')), 0) END AS own
       FROM ${from} WHERE device_time >= $1 AND device_time < $2),
     most AS (SELECT channel_id, max(own) AS decimals FROM told GROUP BY 1),
     split AS (
       SELECT t.*, m.decimals, round(t.value * ${tenTo('m.decimals')}) AS digits FROM told t JOIN most m USING (channel_id)),
     judged AS (
       SELECT *, own IS NOT NULL AND abs(digits) < 2::float8 ^ 53 AND digits / ${tenTo('decimals')} = value AS fits FROM split)
     SELECT device_time, CASE WHEN fits THEN digits END::int8, floor(extract(epoch FROM received_at))::int8,
       CASE WHEN NOT fits THEN value END, channel_id, CASE WHEN fits THEN decimals END::int2 FROM judged`,
};

/**
 * Readings as digits, decimals and a second of arrival. As doubles with an arrival each they took 5 to 7 bytes when
 * compressed, as small whole numbers they take 1 to 2; nothing of a value is lost. `reading` is a view of them.
 */
export class ReadingsAsDigits1764000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await reshape(runner, DOUBLES, DIGITS, () =>
      runner.query(
        `CREATE VIEW reading AS
         SELECT channel_id, device_time, ${VALUE} AS value, to_timestamp(received_s) AS received_at FROM reading_raw`,
      ),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW reading CASCADE`);
    await reshape(runner, DIGITS, DOUBLES, () => Promise.resolve());
  }
}

/** Moves all readings into another shape, day by day, and with them the rollups, as they are. */
async function reshape(
  runner: QueryRunner,
  before: Shape,
  after: Shape,
  between: () => Promise<unknown>,
): Promise<void> {
  const isTimescale = (await detectEngine(runner)).kind === 'timescaledb';
  const old = `${before.table}_before`;
  for (const { name } of ROLLUPS) await runner.query(`DROP VIEW IF EXISTS ${name}`);
  await runner.query(`DROP INDEX ${before.index}`);
  await runner.query(`ALTER TABLE ${before.table} RENAME TO ${old}`);
  await runner.query(`ALTER TABLE ${old} RENAME CONSTRAINT ${before.table}_pkey TO ${old}_pkey`);
  await runner.query(`CREATE TABLE ${after.table} (${after.columns})`);
  if (isTimescale) await makeHypertable(runner, after.table);
  await runner.query(
    `CREATE INDEX ${after.index} ON ${after.table} USING brin (device_time) WITH (pages_per_range = 32, autosummarize = on)`,
  );
  await between();
  await copyByDay(runner, old, after);
  if (isTimescale) await moveAggregates(runner, after);
  await runner.query(`DROP TABLE ${old}`);
  for (const { name, width } of ROLLUPS)
    await runner.query(
      isTimescale
        ? `CREATE VIEW ${name} AS ${rollupSql(name, (rollup) => `(SELECT up_to FROM rollup_up_to WHERE name = '${rollup}')`)}`
        : withKept(name, width),
    );
}

async function makeHypertable(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(
    `SELECT create_hypertable('${table}', by_range('device_time', INTERVAL '1 day'), create_default_indexes => false)`,
  );
  await runner.query(
    `ALTER TABLE ${table} SET (timescaledb.compress, timescaledb.compress_segmentby = 'channel_id', timescaledb.compress_orderby = 'device_time')`,
  );
}

async function copyByDay(runner: QueryRunner, from: string, to: Shape): Promise<void> {
  const days = (await runner.query(
    `SELECT day, day + INTERVAL '1 day' AS next FROM (
       SELECT DISTINCT date_bin('1 day', device_time, '2000-01-01Z') AS day FROM ${from}) days ORDER BY day`,
  )) as { day: Date; next: Date }[];
  for (const { day, next } of days)
    await runner.query(`INSERT INTO ${to.table} ${to.rows(from)}`, [day, next]);
}

/** Continuous aggregates are bound to their table: new ones take over what the old ones hold, without computing it again. */
async function moveAggregates(runner: QueryRunner, { table, value }: Shape): Promise<void> {
  for (const { name } of ROLLUPS)
    await runner.query(`ALTER MATERIALIZED VIEW ${name}_kept RENAME TO ${name}_before`);
  const create = (name: string, select: string): Promise<unknown> =>
    runner.query(
      `CREATE MATERIALIZED VIEW ${name}_kept WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS ${select} WITH NO DATA`,
    );
  await create(
    'reading_1m',
    `SELECT channel_id, time_bucket('1 minute', device_time) AS bucket, count(*) AS n, sum(${value}) AS total,
       min(${value}) AS low, max(${value}) AS high, first(${value}, device_time) AS first_value,
       last(${value}, device_time) AS last_value FROM ${table} GROUP BY channel_id, 2`,
  );
  for (const [name, width, finer] of [
    ['reading_1h', '1 hour', 'reading_1m'],
    ['reading_1d', '1 day', 'reading_1h'],
  ] as const)
    await create(
      name,
      `SELECT channel_id, time_bucket('${width}', bucket) AS bucket, sum(n)::int8 AS n, sum(total) AS total, min(low) AS low,
         max(high) AS high, first(first_value, bucket) AS first_value, last(last_value, bucket) AS last_value
       FROM ${finer}_kept GROUP BY channel_id, 2`,
    );
  const columns = 'channel_id, bucket, n, total, low, high, first_value, last_value';
  for (const { name } of ROLLUPS) {
    const [held] = (await runner.query(
      `SELECT format('%I.%I', materialization_hypertable_schema, materialization_hypertable_name) AS by
       FROM timescaledb_information.continuous_aggregates WHERE view_name = '${name}_kept'`,
    )) as { by: string }[];
    await runner.query(`INSERT INTO ${held?.by} (${columns}) SELECT ${columns} FROM ${name}_before`);
  }
  for (const { name } of [...ROLLUPS].reverse()) await runner.query(`DROP MATERIALIZED VIEW ${name}_before`);
}
