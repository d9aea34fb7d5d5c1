import type { PrivacyPolicy } from '@bakeloop/contracts';
import type { Database, Sql } from '../engine.js';
import { writeAudit, type Actor, type Author } from './audit.js';
import { PeopleRepository } from './people.js';

const PLATFORM: Actor = { kind: 'platform', id: null, address: null, requestId: null };
/** Unused for so long a session is over, whatever the role of its person; days. */
const LONGEST_IDLE_DAYS = 30;

/** The policy in force, who set it, when and why. */
export interface PrivacyRow extends PrivacyPolicy {
  at: Date;
  by: string;
  note: string;
}

/** How long what says something of people is kept. */
export class PrivacyRepository {
  constructor(private readonly sql: Sql) {}

  async inForce(): Promise<PrivacyRow> {
    const [row] = await this.sql.query<PrivacyRow[]>(
      `SELECT at, by, note, over_days AS "overDays", address_days AS "addressDays", disabled_days AS "disabledDays"
       FROM privacy ORDER BY id DESC LIMIT 1`,
    );
    if (!row) throw new Error('there is no privacy policy: the schema is not whole');
    return row;
  }

  async set(row: Omit<PrivacyRow, 'by'> & { by: Author }, actor: Actor): Promise<void> {
    const { at, by, note, overDays, addressDays, disabledDays } = row;
    await writeAudit(this.sql, actor, {
      action: 'privacy.set',
      subject: 'platform',
      after: { overDays, addressDays, disabledDays },
    });
    await this.sql.query(
      `INSERT INTO privacy (at, by, by_person, note, over_days, address_days, disabled_days)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [at, by.name, by.personId, note, overDays, addressDays, disabledDays],
    );
  }
}

/**
 * Forgets what says something of people and is older than the policy says: sessions, links and tokens that are over,
 * addresses of the audit log, and who somebody was that has been shut out for so long. What was done stays.
 */
export async function applyPrivacy(database: Database, now: Date): Promise<void> {
  const { overDays, addressDays, disabledDays } = await new PrivacyRepository(database).inForce();
  const before = `$1::timestamptz - make_interval(days => $2)`;
  await database.query(
    `DELETE FROM session WHERE expires_at < ${before} OR seen_at < ${before} - make_interval(days => ${LONGEST_IDLE_DAYS})`,
    [now, overDays],
  );
  await database.query(`DELETE FROM link WHERE expires_at < ${before} OR used_at < ${before}`, [
    now,
    overDays,
  ]);
  await database.query(`DELETE FROM api_token WHERE expires_at < ${before} OR revoked_at < ${before}`, [
    now,
    overDays,
  ]);
  await database.query(
    `DELETE FROM audit_address d USING audit_entry a WHERE a.id = d.entry_id AND a.at < ${before}`,
    [now, addressDays],
  );
  const gone = await database.query<{ id: string }[]>(
    `SELECT id FROM person WHERE NOT forgotten AND disabled_at < ${before}`,
    [now, disabledDays],
  );
  for (const { id } of gone)
    await database.transaction(async (sql) => {
      await new PeopleRepository(sql).forget(id);
      await writeAudit(sql, PLATFORM, { action: 'person.erased', subject: `person:${id}` });
    });
}
