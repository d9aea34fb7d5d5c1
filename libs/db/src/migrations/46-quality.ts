import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the page of data quality counts and no other table keeps by day: hours in which a channel was silent, what came
 * again, and how clocks stood. And what was said of corrections that moved a figure: nothing of it is ever altered.
 */
export class Quality1764000000046 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE channel_silence (
        channel_id int NOT NULL REFERENCES channel,
        day date NOT NULL,                           -- UTC
        hours int NOT NULL CHECK (hours > 0),        -- without a reading, of those in which its kitchen had any
        running int NOT NULL,                        -- hours in which its kitchen had any
        PRIMARY KEY (channel_id, day)
      )`);
    await runner.query(`
      CREATE TABLE kitchen_day (
        kitchen_id text NOT NULL REFERENCES kitchen,
        day date NOT NULL,                           -- UTC
        skew_low_ms bigint,                          -- of its clock, as looked at every minute
        skew_high_ms bigint,
        duplicate_from bigint NOT NULL,              -- its tally when the day began, and when it was last looked at
        duplicate_to bigint NOT NULL,
        PRIMARY KEY (kitchen_id, day)
      ) WITH (fillfactor = 50)`);
    // Corrections are few among events.
    await runner.query(
      `CREATE INDEX event_correction ON event (kitchen_id, received_at, id) WHERE supersedes IS NOT NULL`,
    );
    // No name: who somebody is, is asked where they are known, until they are forgotten.
    await runner.query(`
      CREATE TABLE correction_review (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id uuid NOT NULL REFERENCES event,
        kitchen_id text NOT NULL REFERENCES kitchen,
        verdict text NOT NULL CHECK (verdict IN ('accepted', 'questioned')),
        note text NOT NULL,
        at timestamptz NOT NULL,
        by_person uuid REFERENCES person,            -- null: a program
        by_program text                              -- what its token is called
      )`);
    await runner.query(`CREATE INDEX correction_review_event ON correction_review (event_id, id)`);
    await runner.query(`CREATE INDEX correction_review_kitchen ON correction_review (kitchen_id, id)`);
    await runner.query(`
      CREATE TABLE correction_rule (                 -- the newest row is in force, the others say what was
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        over_grams bigint NOT NULL CHECK (over_grams >= 0),
        note text NOT NULL,
        by_person uuid REFERENCES person,
        by_program text
      )`);
    // A fortieth of what a kitchen bakes in a day; our proposal, without a source.
    await runner.query(
      `INSERT INTO correction_rule (over_grams, note, by_program) VALUES (5000, 'the default', 'Bakeloop')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX event_correction`);
    await runner.query(`DROP TABLE correction_rule, correction_review, kitchen_day, channel_silence`);
  }
}
