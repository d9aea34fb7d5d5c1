import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many packs of events came, and should have come, summed by kitchen: a kitchen that is switched on every morning has
 * a session a day, and no figure can wait for all of them to be counted.
 */
export class PackCounts1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE kitchen
        ADD event_packs bigint NOT NULL DEFAULT 0,           -- settled
        ADD event_packs_expected bigint NOT NULL DEFAULT 0   -- up to the highest number of each session (P1)`);
    await runner.query(`
      UPDATE kitchen k SET event_packs = p.packs, event_packs_expected = p.expected FROM (
        SELECT kitchen_id, sum((SELECT sum(upper(r) - lower(r)) FROM unnest(settled) AS r)) AS packs,
          sum(upper(settled) - 1) AS expected
        FROM pack WHERE stream = 'events' GROUP BY kitchen_id) p
      WHERE k.id = p.kitchen_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE kitchen DROP event_packs, DROP event_packs_expected`);
  }
}
