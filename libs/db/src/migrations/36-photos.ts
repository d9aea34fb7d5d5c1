import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Photos of what was logged. The pictures are files; here is what is known of each, and who may see it. */
export class Photos1764000000036 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE photo (
        kitchen_id text NOT NULL REFERENCES kitchen,
        hash bytea NOT NULL CHECK (octet_length(hash) = 32), -- of what the phone sent; events name it
        event_id uuid NOT NULL,           -- the event that named it when it came
        kept_hash bytea NOT NULL CHECK (octet_length(kept_hash) = 32), -- of the file, without what the phone wrote into it
        bytes int NOT NULL,               -- of the file
        width int NOT NULL,
        height int NOT NULL,
        taken_at timestamptz,             -- as the phone says
        stored_at timestamptz NOT NULL DEFAULT now(),
        public text NOT NULL DEFAULT 'no' CHECK (public IN ('no', 'asked', 'yes')),
        note text,                        -- who agreed and how, or why not
        reviewed_at timestamptz,          -- null: nobody has looked yet
        reviewed_by uuid REFERENCES person, -- null: nobody yet, or no person
        removed_at timestamptz,           -- the file is gone for good, and does not come again
        PRIMARY KEY (kitchen_id, hash)
      )`);
    await runner.query(`CREATE INDEX photo_event ON photo (event_id)`);
    await runner.query(`CREATE INDEX photo_hash ON photo (hash)`);
    await runner.query(
      `CREATE INDEX photo_unseen ON photo (stored_at) WHERE reviewed_at IS NULL AND removed_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE photo`);
  }
}
