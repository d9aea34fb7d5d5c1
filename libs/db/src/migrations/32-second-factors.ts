import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forgetting } from './28-personal-data.js';
import { PASSKEYS_FORGOTTEN } from './31-passkeys.js';

/** Tables with the name of who decided something, as it was then, and what the name's column is called. */
const DECIDED = [
  ['command', 'by'],
  ['dead_letter_action', 'by'],
  ['retention', 'by'],
  ['privacy', 'by'],
  ['reference', 'published_by'],
] as const;

/**
 * Whether a session was opened with a second factor, and whether staff and admins need one; links that can be listed and
 * ended; and which person it was whose name stands on a decision, so that the name goes when they are forgotten.
 */
export class SecondFactors1764000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE session ADD COLUMN second_factor boolean NOT NULL DEFAULT false`);
    // Who has one was asked for it.
    await runner.query(
      `UPDATE session SET second_factor = true WHERE person_id IN (SELECT id FROM person WHERE totp_secret IS NOT NULL)`,
    );
    await runner.query(
      `ALTER TABLE deployment ADD COLUMN second_factor_required boolean NOT NULL DEFAULT true`,
    );
    await runner.query(
      `ALTER TABLE link ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
         ADD COLUMN forgets_factors boolean NOT NULL DEFAULT false -- who follows it lost the device they had`,
    );
    for (const [table] of DECIDED)
      await runner.query(`ALTER TABLE ${table} ADD COLUMN by_person uuid REFERENCES person`);
    await runner.query(forgetting(PASSKEYS_FORGOTTEN + NAMES_FORGOTTEN));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(forgetting(PASSKEYS_FORGOTTEN));
    for (const [table] of DECIDED) await runner.query(`ALTER TABLE ${table} DROP COLUMN by_person`);
    await runner.query(`ALTER TABLE link DROP COLUMN id, DROP COLUMN forgets_factors`);
    await runner.query(`ALTER TABLE deployment DROP COLUMN second_factor_required`);
    await runner.query(`ALTER TABLE session DROP COLUMN second_factor`);
  }
}

export const NAMES_FORGOTTEN = DECIDED.map(
  ([table, name]) => `
        UPDATE ${table} SET ${name} = 'somebody who was forgotten' WHERE by_person = whom;`,
).join('');
