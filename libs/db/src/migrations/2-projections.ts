import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The totals of that time; migration 4 keeps them as amounts by name. */
const TOTAL_COLUMNS = [
  'intake_count',
  'intake_gross_grams',
  'intake_net_grams',
  'intake_dry_grams',
  'intake_without_moisture_count',
  'rejected_grams',
  'process_loss_grams',
  'batch_count',
  'batch_finished_count',
  'batch_flagged_count',
  'feed_grams',
  'good_grams',
  'good_pieces',
  'regrind_grams',
  'purge_grams',
  'residue_grams',
  'unaccounted_grams',
  'recycled_grams',
  'energy_wh',
  'good_grams_with_energy',
]
  .map((column) => `${column} bigint NOT NULL DEFAULT 0`)
  .join(', ');
/** What subjects contributed, and the sums by day, as they were before migration 4. */
export const TOTALS_BEFORE_THE_LEDGER = [
  `CREATE TABLE contribution (
     kitchen_id text NOT NULL REFERENCES kitchen,
     subject text NOT NULL,
     at timestamptz NOT NULL,                     -- the instant that decides the day
     day date NOT NULL,                           -- in the kitchen's time zone
     ${TOTAL_COLUMNS},
     PRIMARY KEY (kitchen_id, subject)
   )`,
  `CREATE TABLE total_day (
     kitchen_id text NOT NULL REFERENCES kitchen,
     day date NOT NULL,
     ${TOTAL_COLUMNS},
     PRIMARY KEY (kitchen_id, day)
   )`,
];

/** Batch state, and totals in plain tables of integers that move in the transaction of the fact. */
export class Projections1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE batch (
        kitchen_id text NOT NULL REFERENCES kitchen,
        batch_id text NOT NULL,
        status text NOT NULL CHECK (status IN ('running', 'finished', 'incomplete')),
        flagged boolean NOT NULL,
        started_at timestamptz,
        finished_at timestamptz,
        sort_time timestamptz NOT NULL,              -- start, or the first event while the start is not known
        machines text[] NOT NULL,
        state jsonb NOT NULL,                        -- BatchState of libs/domain
        energy_wh bigint,
        energy_reason text,                          -- why energy_wh is null
        energy_stale boolean NOT NULL DEFAULT true,  -- a meter reading inside the batch arrived since
        PRIMARY KEY (kitchen_id, batch_id)
      )`);
    await runner.query(`CREATE INDEX batch_newest ON batch (sort_time DESC, kitchen_id, batch_id)`);
    await runner.query(`CREATE INDEX batch_of_kitchen ON batch (kitchen_id, sort_time DESC, batch_id)`);
    await runner.query(
      `CREATE INDEX batch_running ON batch (kitchen_id, sort_time DESC) WHERE status = 'running'`,
    );
    await runner.query(`CREATE INDEX batch_flagged ON batch (kitchen_id, sort_time DESC) WHERE flagged`);
    await runner.query(`CREATE INDEX batch_energy_stale ON batch (kitchen_id) WHERE energy_stale`);

    for (const table of TOTALS_BEFORE_THE_LEDGER) await runner.query(table);
    await runner.query(`
      CREATE TABLE job (
        name text PRIMARY KEY,
        done int NOT NULL,
        total int NOT NULL,
        updated_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE job, total_day, contribution, batch`);
  }
}
