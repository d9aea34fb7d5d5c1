import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where readings came in behind what alarms had looked at: those hours are looked at again, and tell nobody. */
export class LateReadings1764000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alarm_late (
        kitchen_id text NOT NULL REFERENCES kitchen,
        hour timestamptz NOT NULL,
        at timestamptz NOT NULL,                       -- when the newest of them came
        PRIMARY KEY (kitchen_id, hour)
      )`);
    await runner.query(`CREATE INDEX alarm_late_at ON alarm_late (at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE alarm_late`);
  }
}
