import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TOTAL_COLUMNS } from '../total-columns.js';

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

    const columns = TOTAL_COLUMNS.map((column) => `${column} bigint NOT NULL DEFAULT 0`).join(', ');
    await runner.query(`
      CREATE TABLE contribution (
        kitchen_id text NOT NULL REFERENCES kitchen,
        subject text NOT NULL,
        at timestamptz NOT NULL,                     -- the instant that decides the day
        day date NOT NULL,                           -- in the kitchen's time zone
        ${columns},
        PRIMARY KEY (kitchen_id, subject)
      )`);
    await runner.query(`
      CREATE TABLE total_day (
        kitchen_id text NOT NULL REFERENCES kitchen,
        day date NOT NULL,
        ${columns},
        PRIMARY KEY (kitchen_id, day)
      )`);
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
