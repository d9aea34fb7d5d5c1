import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What staff did with a dead letter: replayed it or dismissed it, who, when and why. Nothing of it is ever altered. */
export class DeadLetterActions1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE dead_letter
        ADD state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'dismissed'))`);
    await runner.query(
      `CREATE INDEX dead_letter_open ON dead_letter (last_at DESC, id DESC) WHERE state = 'open'`,
    );
    await runner.query(`
      CREATE TABLE dead_letter_action (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        letter_id bigint NOT NULL REFERENCES dead_letter,
        action text NOT NULL CHECK (action IN ('replay', 'dismiss')),
        at timestamptz NOT NULL,
        by text NOT NULL,
        note text NOT NULL,
        outcome text NOT NULL                        -- what became of it, for a person
      )`);
    await runner.query(`CREATE INDEX dead_letter_action_letter ON dead_letter_action (letter_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE dead_letter_action`);
    await runner.query(`ALTER TABLE dead_letter DROP state`);
  }
}
