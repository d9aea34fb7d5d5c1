import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was sent out and what came back of a product: a return is shared over the dispatches before it. */
export class ProductsSent1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX event_of_product ON event (kitchen_id, (body->'data'->>'productCode'))
       WHERE type IN ('dispatch.recorded', 'return.recorded')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX event_of_product`);
  }
}
