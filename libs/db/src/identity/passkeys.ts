import type { Sql } from '../engine.js';

export interface PasskeyRow {
  /** base64url, given by the device. */
  id: string;
  personId: string;
  name: string;
  publicKey: Buffer;
  /** Signatures so far, where the device counts them. */
  counter: number;
  transports: string[];
  createdAt: Date;
  usedAt: Date | null;
}

const PASSKEY = `id, person_id AS "personId", name, public_key AS "publicKey", counter, transports,
  created_at AS "createdAt", used_at AS "usedAt"`;

export class PasskeyRepository {
  constructor(private readonly sql: Sql) {}

  async ask(digest: Buffer, personId: string | null, lifeMs: number): Promise<void> {
    // Those that nobody answered go with those that are asked.
    await this.sql.query(`DELETE FROM passkey_challenge WHERE expires_at < now()`);
    await this.sql.query(
      `INSERT INTO passkey_challenge (digest, person_id, expires_at) VALUES ($1, $2, now() + make_interval(secs => $3 / 1000.0))`,
      [digest, personId, lifeMs],
    );
  }

  /** Uses a challenge up. @returns whether it was asked of this person, or null of whoever signs in, and stands */
  async take(digest: Buffer, personId: string | null): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `WITH taken AS (DELETE FROM passkey_challenge WHERE digest = $1 AND person_id IS NOT DISTINCT FROM $2::uuid
         AND expires_at > now() RETURNING 1) SELECT * FROM taken`,
      [digest, personId],
    );
    return rows.length > 0;
  }

  async of(personId: string): Promise<PasskeyRow[]> {
    return this.sql.query<PasskeyRow[]>(
      `SELECT ${PASSKEY} FROM passkey WHERE person_id = $1 ORDER BY created_at DESC`,
      [personId],
    );
  }

  /** A key whose owner may come in. */
  async one(id: string): Promise<PasskeyRow | null> {
    const [row] = await this.sql.query<PasskeyRow[]>(
      `SELECT ${PASSKEY} FROM passkey WHERE id = $1 AND EXISTS (
         SELECT FROM person p WHERE p.id = passkey.person_id AND p.disabled_at IS NULL)`,
      [id],
    );
    return row ?? null;
  }

  /** @returns whether it is new */
  async add(row: Omit<PasskeyRow, 'createdAt' | 'usedAt'>): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `INSERT INTO passkey (id, person_id, name, public_key, counter, transports) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING 1`,
      [row.id, row.personId, row.name, row.publicKey, row.counter, row.transports],
    );
    return rows.length > 0;
  }

  async used(id: string, counter: number): Promise<void> {
    await this.sql.query(`UPDATE passkey SET counter = $2, used_at = now() WHERE id = $1`, [id, counter]);
  }

  /** @returns whether there was such a one */
  async remove(id: string, personId: string): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `WITH gone AS (DELETE FROM passkey WHERE id = $1 AND person_id = $2 RETURNING 1) SELECT * FROM gone`,
      [id, personId],
    );
    return rows.length > 0;
  }
}
