import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A dead letter may be put right: the message as it was amended is kept beside the one that came. */
export class AmendedLetters1764000000055 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await allow(runner, {
      states: ['open', 'replayed', 'amended', 'dismissed'],
      actions: ['replay', 'amend', 'dismiss'],
    });
    await runner.query(
      `ALTER TABLE dead_letter_action ADD COLUMN amended bytea REFERENCES dead_payload -- SHA-256 of what was stored instead`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE dead_letter_action DROP COLUMN amended`);
    await runner.query(`UPDATE dead_letter SET state = 'dismissed' WHERE state = 'amended'`);
    await runner.query(`UPDATE dead_letter_action SET action = 'dismiss' WHERE action = 'amend'`);
    await allow(runner, { states: ['open', 'replayed', 'dismissed'], actions: ['replay', 'dismiss'] });
  }
}

async function allow(
  runner: QueryRunner,
  { states, actions }: { states: readonly string[]; actions: readonly string[] },
): Promise<void> {
  for (const [table, column, words] of [
    ['dead_letter', 'state', states],
    ['dead_letter_action', 'action', actions],
  ] as const)
    await runner.query(
      `ALTER TABLE ${table} DROP CONSTRAINT ${table}_${column}_check,
         ADD CONSTRAINT ${table}_${column}_check CHECK (${column} IN (${words.map((word) => `'${word}'`).join(', ')}))`,
    );
}
