import type { CredentialMaking, CredentialSlot } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';

export interface DeviceCredentialRow {
  id: string;
  kitchenId: string;
  slot: CredentialSlot;
  createdAt: Date;
  usedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
}
export interface DeviceClaimRow extends CredentialMaking {
  kitchenId: string;
}

const COLUMNS = `id, kitchen_id AS "kitchenId", slot, created_at AS "createdAt", used_at AS "usedAt",
  expires_at AS "expiresAt", revoked_at AS "revokedAt"`;
const STANDS = `revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;
const CLAIM_STANDS = `used_at IS NULL AND expires_at > now()`;
/** Any number that nothing else locks. */
const LOCK = 7_027_001;
/** A fleet that comes back writes once a minute and credential, not once a connection. */
const NOTED_EVERY = `interval '1 minute'`;

export class DeviceRepository {
  constructor(private readonly sql: Sql) {}

  /** Until the transaction ends nobody else changes credentials, so that database and broker are changed in one order. */
  async lock(): Promise<void> {
    await this.sql.query(`SELECT pg_advisory_xact_lock($1)`, [LOCK]);
  }

  /** Of one kitchen: those that stand first, then the newest. */
  async list(kitchenId: string): Promise<DeviceCredentialRow[]> {
    return this.sql.query<DeviceCredentialRow[]>(
      `SELECT ${COLUMNS} FROM device_credential WHERE kitchen_id = $1 ORDER BY NOT (${STANDS}), created_at DESC, id`,
      [kitchenId],
    );
  }

  /** All that stand, of one kitchen or of all. */
  async standing(kitchenId: string | null = null): Promise<DeviceCredentialRow[]> {
    return this.sql.query<DeviceCredentialRow[]>(
      `SELECT ${COLUMNS} FROM device_credential WHERE ($1::text IS NULL OR kitchen_id = $1) AND ${STANDS}
       ORDER BY created_at, id`,
      [kitchenId],
    );
  }

  /** The credential of a user name, with the SHA-256 of its secret; null where none stands. */
  async ofSlot(
    kitchenId: string,
    slot: CredentialSlot,
  ): Promise<(DeviceCredentialRow & { digest: Buffer }) | null> {
    const [row] = await this.sql.query<(DeviceCredentialRow & { digest: Buffer })[]>(
      `SELECT ${COLUMNS}, digest FROM device_credential WHERE kitchen_id = $1 AND slot = $2 AND ${STANDS}`,
      [kitchenId, slot],
    );
    return row ?? null;
  }

  /** Kitchens that were ever given a credential: none of them is open again, also when all of its own have ended. */
  async kitchens(): Promise<string[]> {
    const rows = await this.sql.query<{ id: string }[]>(
      `SELECT DISTINCT kitchen_id AS id FROM device_credential`,
    );
    return rows.map(({ id }) => id);
  }

  async hasHad(kitchenId: string): Promise<boolean> {
    const [row] = await this.sql.query<{ had: boolean }[]>(
      `SELECT EXISTS (SELECT FROM device_credential WHERE kitchen_id = $1) AS had`,
      [kitchenId],
    );
    return row?.had ?? false;
  }

  async add(
    credential: { kitchenId: string; slot: CredentialSlot; digest: Buffer } & Pick<
      CredentialMaking,
      'lifeDays'
    >,
  ): Promise<DeviceCredentialRow> {
    const [row] = await this.sql.query<DeviceCredentialRow[]>(
      `INSERT INTO device_credential (kitchen_id, slot, digest, expires_at)
       VALUES ($1, $2, $3, now() + make_interval(days => $4)) RETURNING ${COLUMNS}`,
      [credential.kitchenId, credential.slot, credential.digest, credential.lifeDays],
    );
    if (!row) throw new Error('the credential was not stored');
    return row;
  }

  async noteUseOf(kitchenId: string, slot: CredentialSlot): Promise<void> {
    await this.sql.query(
      `UPDATE device_credential SET used_at = now()
       WHERE kitchen_id = $1 AND slot = $2 AND revoked_at IS NULL
         AND (used_at IS NULL OR used_at < now() - ${NOTED_EVERY})`,
      [kitchenId, slot],
    );
  }

  /** Has it end after so many days, or when it would have anyway. */
  async endAfter(id: string, days: number): Promise<DeviceCredentialRow | null> {
    return this.change(`expires_at = least(expires_at, now() + make_interval(days => $2))`, id, [days]);
  }

  /** Ends it at once. @returns null where there is none that was not ended yet */
  async revoke(id: string): Promise<DeviceCredentialRow | null> {
    return this.change(`revoked_at = now()`, id, []);
  }

  private async change(set: string, id: string, values: unknown[]): Promise<DeviceCredentialRow | null> {
    const [row] = await this.sql.query<DeviceCredentialRow[]>(
      `WITH changed AS (UPDATE device_credential SET ${set} WHERE id = $1 AND revoked_at IS NULL RETURNING *)
       SELECT ${COLUMNS} FROM changed`,
      [id, ...values],
    );
    return row ?? null;
  }

  /** Frees the user names of credentials whose time is over. */
  async closeExpired(kitchenId: string): Promise<void> {
    await this.sql.query(
      `UPDATE device_credential SET revoked_at = expires_at WHERE kitchen_id = $1 AND revoked_at IS NULL AND expires_at <= now()`,
      [kitchenId],
    );
  }

  /** A new code takes the place of those that were not used. */
  async saveClaim(claim: DeviceClaimRow & { digest: Buffer; lifeHours: number }): Promise<Date> {
    const { digest, kitchenId, overlapDays, lifeDays, lifeHours } = claim;
    await this.sql.query(
      `UPDATE device_claim SET used_at = now() WHERE kitchen_id = $1 AND used_at IS NULL`,
      [kitchenId],
    );
    const [row] = await this.sql.query<{ expiresAt: Date }[]>(
      `INSERT INTO device_claim (digest, kitchen_id, overlap_days, life_days, expires_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5)) RETURNING expires_at AS "expiresAt"`,
      [digest, kitchenId, overlapDays, lifeDays, lifeHours],
    );
    if (!row) throw new Error('the claim code was not stored');
    return row.expiresAt;
  }

  /** Whether a code would be taken now. @param kitchenId null: of whichever kitchen */
  async claimStands(digest: Buffer, kitchenId: string | null): Promise<boolean> {
    const [row] = await this.sql.query<{ stands: boolean }[]>(
      `SELECT EXISTS (SELECT FROM device_claim
         WHERE digest = $1 AND ($2::text IS NULL OR kitchen_id = $2) AND ${CLAIM_STANDS}) AS stands`,
      [digest, kitchenId],
    );
    return row?.stands ?? false;
  }

  /** Uses a code up: of two at the same time one gets it. */
  async useClaim(digest: Buffer, kitchenId: string | null): Promise<DeviceClaimRow | null> {
    const [row] = await this.sql.query<DeviceClaimRow[]>(
      `WITH used AS (UPDATE device_claim SET used_at = now()
         WHERE digest = $1 AND ($2::text IS NULL OR kitchen_id = $2) AND ${CLAIM_STANDS} RETURNING *)
       SELECT kitchen_id AS "kitchenId", overlap_days AS "overlapDays", life_days AS "lifeDays" FROM used`,
      [digest, kitchenId],
    );
    return row ?? null;
  }
}
