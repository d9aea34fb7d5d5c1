import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Current values change with every reading: with room on their page, a change stays there and touches no index. */
export class RoomForCurrentValues1764000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE reading_current SET (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.5)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE reading_current RESET (fillfactor, autovacuum_vacuum_scale_factor)`);
  }
}
