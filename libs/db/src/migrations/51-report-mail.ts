import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forgetting } from './28-personal-data.js';
import { PASSKEYS_FORGOTTEN } from './31-passkeys.js';
import { NAMES_FORGOTTEN } from './32-second-factors.js';
import { CHANNELS_FORGOTTEN } from './39-alarms.js';

/** What somebody is mailed says who they are. */
export const REPORT_MAIL_FORGOTTEN = `
        DELETE FROM report_mail WHERE person_id = whom;
        DELETE FROM report_wish WHERE person_id = whom;`;

/** Who asked to be mailed which reports, and what became of each mail. */
export class ReportMail1764000000051 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE report_wish (
        person_id uuid NOT NULL REFERENCES person,
        subject_kind text NOT NULL,
        subject_id text NOT NULL,
        grain text NOT NULL CHECK (grain IN ('week', 'month')),
        language text NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (person_id, subject_kind, subject_id, grain)
      )`);
    await runner.query(`CREATE INDEX report_wish_subject ON report_wish (subject_kind, subject_id, grain)`);
    await runner.query(`
      CREATE TABLE report_mail (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- the same at each try, so that who gets it twice knows
        report_id uuid NOT NULL REFERENCES report,
        person_id uuid NOT NULL REFERENCES person,
        language text NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
        tries int NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL DEFAULT now(),
        answer text,                                   -- to the last try
        created_at timestamptz NOT NULL DEFAULT now(),
        done_at timestamptz,
        UNIQUE (report_id, person_id)                  -- each report once, whoever queues it
      )`);
    await runner.query(`CREATE INDEX report_mail_due ON report_mail (next_at) WHERE state = 'waiting'`);
    await runner.query(`CREATE INDEX report_mail_person ON report_mail (person_id, created_at DESC)`);
    await runner.query(
      forgetting(PASSKEYS_FORGOTTEN + NAMES_FORGOTTEN + CHANNELS_FORGOTTEN + REPORT_MAIL_FORGOTTEN),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(forgetting(PASSKEYS_FORGOTTEN + NAMES_FORGOTTEN + CHANNELS_FORGOTTEN));
    await runner.query(`DROP TABLE report_mail, report_wish`);
  }
}
