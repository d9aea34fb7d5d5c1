import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who began to send photos in the last quarter of an hour: so that what one may begin holds over all processes. */
export class PhotosBegun1764000000052 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE photo_begun (
        who text NOT NULL,                -- a person's id, or a token's
        at timestamptz NOT NULL DEFAULT clock_timestamp() -- gone after a quarter of an hour
      )`);
    await runner.query(`CREATE INDEX photo_begun_who ON photo_begun (who, at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE photo_begun`);
  }
}
