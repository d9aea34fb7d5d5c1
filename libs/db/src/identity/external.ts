import type { Sql } from '../engine.js';

/** A sign-in at another door that is under way. */
export interface ExternalSignInRow {
  issuer: string;
  verifier: string;
  nonce: string;
  next: string;
  /** Its person is to prove again who they are, however they are signed in there. */
  again: boolean;
}

/** People as other organisations' doors know them. */
export class ExternalRepository {
  constructor(private readonly sql: Sql) {}

  async begin(digest: Buffer, row: ExternalSignInRow, lifeMs: number): Promise<void> {
    // Those that never came back go with those that come.
    await this.sql.query(`DELETE FROM external_sign_in WHERE expires_at < now()`);
    await this.sql.query(
      `INSERT INTO external_sign_in (digest, issuer, verifier, nonce, next, again, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7 / 1000.0))`,
      [digest, row.issuer, row.verifier, row.nonce, row.next, row.again, lifeMs],
    );
  }

  /** Takes one up: of two at the same time one gets it. Null where there is none, or its time is over. */
  async take(digest: Buffer): Promise<ExternalSignInRow | null> {
    const [row] = await this.sql.query<ExternalSignInRow[]>(
      `WITH taken AS (DELETE FROM external_sign_in WHERE digest = $1 AND expires_at > now() RETURNING *)
       SELECT issuer, verifier, nonce, next, again FROM taken`,
      [digest],
    );
    return row ?? null;
  }

  async personOf(issuer: string, subject: string): Promise<string | null> {
    const [row] = await this.sql.query<{ id: string }[]>(
      `SELECT person_id AS id FROM external_identity WHERE issuer = $1 AND subject = $2`,
      [issuer, subject],
    );
    return row?.id ?? null;
  }

  async bind(issuer: string, subject: string, personId: string): Promise<void> {
    await this.sql.query(
      `INSERT INTO external_identity (issuer, subject, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [issuer, subject, personId],
    );
  }
}
