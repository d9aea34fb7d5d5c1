import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Commands to kitchens (C1): who asked for what and why, and each state that one came to. Steps are never altered. */
export class Commands1764000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE command (
        id uuid PRIMARY KEY,
        kitchen_id text NOT NULL REFERENCES kitchen,
        kind text NOT NULL,
        data jsonb NOT NULL,
        by text NOT NULL,
        note text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'queued'         -- a function of its steps
          CHECK (state IN ('queued', 'sent', 'acknowledged', 'done', 'failed', 'expired')),
        changed_at timestamptz NOT NULL,
        sends int NOT NULL DEFAULT 0,
        last_sent_at timestamptz
      )`);
    await runner.query(`CREATE INDEX command_kitchen ON command (kitchen_id, created_at DESC, id DESC)`);
    await runner.query(`CREATE INDEX command_changed ON command (kitchen_id, changed_at DESC)`);
    await runner.query(`CREATE INDEX command_open ON command (id) WHERE state IN ('queued', 'sent')`);
    await runner.query(`
      CREATE TABLE command_step (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        command_id uuid NOT NULL REFERENCES command,
        state text NOT NULL,
        by_kitchen boolean NOT NULL,
        at timestamptz NOT NULL,
        device_at timestamptz,
        reason text,
        data jsonb,
        UNIQUE (command_id, state, by_kitchen)       -- said again it is no other step
      )`);
    await runner.query(`
      ALTER TABLE pack DROP CONSTRAINT pack_stream_check,
        ADD CONSTRAINT pack_stream_check CHECK (stream IN ('telemetry', 'events', 'results'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM pack WHERE stream = 'results'`);
    await runner.query(`
      ALTER TABLE pack DROP CONSTRAINT pack_stream_check,
        ADD CONSTRAINT pack_stream_check CHECK (stream IN ('telemetry', 'events'))`);
    await runner.query(`DROP TABLE command_step, command`);
  }
}
