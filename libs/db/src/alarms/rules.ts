import type { AlarmRule, PlacedRule } from '@bakeloop/domain';
import type { Sql } from '../engine.js';

export interface AlarmRuleRow {
  key: string;
  kitchenId: string | null;
  machine: string | null;
  version: number;
  at: Date;
  /** As they are called now; null: nobody in particular, or somebody who was forgotten. */
  by: string | null;
  note: string;
  /** Null: withdrawn. */
  rule: AlarmRule | null;
}

const ROW = `r.key, r.kitchen_id AS "kitchenId", r.machine, r.version, r.at, p.name AS by, r.note, r.body AS rule`;
const FROM = `alarm_rule r LEFT JOIN person p ON p.id = r.person_id`;

export class AlarmRuleRepository {
  constructor(private readonly sql: Sql) {}

  /** Of each key and place what is in force, sorted by them. */
  async inForce(): Promise<(AlarmRuleRow & PlacedRule)[]> {
    const rows = await this.sql.query<AlarmRuleRow[]>(
      `SELECT * FROM (
         SELECT DISTINCT ON (r.key, r.kitchen_id, r.machine) ${ROW} FROM ${FROM}
         ORDER BY r.key, r.kitchen_id, r.machine, r.version DESC) newest
       ORDER BY key, "kitchenId" NULLS FIRST, machine NULLS FIRST`,
    );
    return rows.flatMap(({ rule, ...row }) => (rule === null ? [] : [{ ...row, rule }]));
  }

  /** Every version of a key at every place, newest first. */
  everyVersion(key: string): Promise<AlarmRuleRow[]> {
    return this.sql.query(`SELECT ${ROW} FROM ${FROM} WHERE r.key = $1 ORDER BY r.at DESC, r.version DESC`, [
      key,
    ]);
  }

  /** Every version of a key at one place, newest first. */
  versions(key: string, kitchenId: string | null, machine: string | null): Promise<AlarmRuleRow[]> {
    return this.sql.query(
      `SELECT ${ROW} FROM ${FROM}
       WHERE r.key = $1 AND r.kitchen_id IS NOT DISTINCT FROM $2 AND r.machine IS NOT DISTINCT FROM $3
       ORDER BY r.version DESC`,
      [key, kitchenId, machine],
    );
  }

  /** @returns false where another version came in between */
  async add(
    row: Pick<AlarmRuleRow, 'key' | 'kitchenId' | 'machine' | 'version' | 'note' | 'rule'>,
    personId: string | null,
  ): Promise<boolean> {
    const added = await this.sql.query<unknown[]>(
      `INSERT INTO alarm_rule (key, kitchen_id, machine, version, note, body, person_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING 1`,
      [
        row.key,
        row.kitchenId,
        row.machine,
        row.version,
        row.note,
        row.rule && JSON.stringify(row.rule),
        personId,
      ],
    );
    return added.length > 0;
  }
}
