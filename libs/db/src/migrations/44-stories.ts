import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What kitchens tell of themselves, in the words of their own language; public once somebody else has read it. */
export class Stories1764000000044 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE story (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kitchen_id text NOT NULL REFERENCES kitchen,
        language text NOT NULL,                      -- BCP 47
        title text NOT NULL,
        body text NOT NULL,                          -- plain text, paragraphs between empty lines
        written_by uuid REFERENCES person,
        written_at timestamptz NOT NULL DEFAULT now(),
        decided_by uuid REFERENCES person,
        decided_at timestamptz,
        published boolean,                           -- null: nobody has read it yet
        note text,                                   -- why it was not published
        CHECK ((decided_at IS NULL) = (published IS NULL))
      )`);
    await runner.query(`CREATE INDEX story_kitchen ON story (kitchen_id, language, written_at DESC)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE story`);
  }
}
