import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In which connection of its kitchen a command was last sent: told by the connection, not by comparing two clocks. */
export class CommandConnections1764000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE command ADD COLUMN sent_in timestamptz -- the kitchen's state_at`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE command DROP COLUMN sent_in`);
  }
}
