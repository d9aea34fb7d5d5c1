import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A kitchen whose certificate changes with every start has very many: which of them says where it was when is found
 * without reading them all.
 */
export class BirthsByTime1764000000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX birth_received ON birth (kitchen_id, received_at, version)`);
    for (const [name, field] of FIELDS)
      await runner.query(
        `CREATE INDEX birth_${name} ON birth (kitchen_id, received_at, version) WHERE body->>'${field}' IS NOT NULL`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX birth_received, ${FIELDS.map(([name]) => `birth_${name}`).join(', ')}`);
  }
}

const FIELDS = [
  ['country', 'country'],
  ['time_zone', 'timeZone'],
  ['position', 'position'],
] as const;
