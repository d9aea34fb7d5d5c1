import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A sign-in at an organisation's own door may be one that proves again who somebody is. */
export class ProofsAtDoors1764000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE external_sign_in ADD COLUMN again boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE external_sign_in DROP COLUMN again`);
  }
}
