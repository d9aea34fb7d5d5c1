import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From when on a kitchen has its readings, where it came from another deployment that no longer had the ones before. */
export class BroughtKitchens1764000000033 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE kitchen ADD readings_from timestamptz -- null: since ever`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE kitchen DROP readings_from`);
  }
}
