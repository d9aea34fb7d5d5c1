import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports as they were written: each once, with its facts; what was learned later is told beside them. */
export class Reports1764000000047 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE report (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        subject_kind text NOT NULL CHECK (subject_kind IN ('kitchen', 'organisation', 'sponsor', 'portfolio')),
        subject_id text NOT NULL,                    -- of the kitchen or the organisation; '' of the portfolio
        grain text NOT NULL CHECK (grain IN ('week', 'month')),
        first_day date NOT NULL,
        last_day date NOT NULL,
        kitchen_ids text[],                          -- whose figures it tells; null: of all
        known_on timestamptz NOT NULL,
        method_version text NOT NULL,
        factor_sets text[] NOT NULL,
        facts jsonb NOT NULL,                        -- ReportFacts of libs/domain
        written_at timestamptz NOT NULL DEFAULT now(),
        told_at timestamptz,                         -- when those who asked for it were told; null: not yet
        UNIQUE (subject_kind, subject_id, grain, first_day)  -- of two that write at once one does
      )`);
    await runner.query(`CREATE INDEX report_newest ON report (last_day DESC, id)`);
    await runner.query(`CREATE INDEX report_untold ON report (written_at) WHERE told_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE report`);
  }
}
