import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Commands whose time is over are asked for each second, also those that a kitchen took and never ended. */
export class OverdueCommands1764000000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX command_open`);
    await runner.query(
      `CREATE INDEX command_open ON command (expires_at) WHERE state IN ('queued', 'sent', 'acknowledged')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX command_open`);
    await runner.query(`CREATE INDEX command_open ON command (id) WHERE state IN ('queued', 'sent')`);
  }
}
