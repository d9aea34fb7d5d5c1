import {
  CANARY_ID,
  claimUri,
  CREDENTIAL_SLOTS,
  deviceUsername,
  type ClaimedCredential,
  type ClaimMaking,
  type ClaimRequest,
  type CredentialMaking,
  type DeviceCredential,
  type IssuedCredential,
  type MadeClaim,
} from '@bakeloop/contracts';
import {
  DeviceRepository,
  writeAudit,
  type Actor,
  type Database,
  type DeviceCredentialRow,
  type Sql,
} from '@bakeloop/db';
import { digestOf, newSecret } from '../secrets.js';
import { newClaimCode } from './claim-code.js';

/** Why nothing was done. */
export type DeviceFault = 'no-credential' | 'claim-over' | 'reserved';

export class DeviceError extends Error {
  override readonly name = 'DeviceError';

  constructor(
    readonly fault: DeviceFault,
    message: string,
  ) {
    super(message);
  }
}

/** A credential as a broker knows it. */
export interface BrokerCredential {
  id: string;
  kitchenId: string;
  username: string;
}

/** A broker that keeps passwords of its own has to be told of each; one that asks us has not. */
export interface BrokerAccess {
  /** Lets a credential in, in place of what its user name stood for before. @throws when the broker does not confirm it */
  admit(credential: BrokerCredential, password: string): Promise<void>;
  /** Ends credentials, and the connections that were opened with them. What fails is done later. */
  expel(credentials: readonly BrokerCredential[]): Promise<void>;
}

/** Of a broker that asks whenever somebody connects. */
const ASKS_US: BrokerAccess = {
  admit: () => Promise.resolve(),
  expel: () => Promise.resolve(),
};

/** Gives kitchens their credentials, renews and ends them. */
export class DeviceDesk {
  constructor(
    private readonly database: Database,
    private readonly broker: BrokerAccess = ASKS_US,
    /** User names that the broker knows as those of the platform: a kitchen of such an id would take their place. */
    private readonly reserved: ReadonlySet<string> = new Set(),
  ) {}

  async list(kitchenId: string): Promise<DeviceCredential[]> {
    const now = new Date();
    return (await new DeviceRepository(this.database).list(kitchenId)).map((row) => credentialView(row, now));
  }

  /**
   * A new credential. Two stand at most: the one before ends after the overlap, and of two before the one that was used
   * less lately ends at once, since no kitchen needs it.
   * @throws DeviceError, or what the broker or the database does not take: then nothing has changed
   */
  async issue(kitchenId: string, making: CredentialMaking, actor: Actor): Promise<IssuedCredential> {
    this.refuseReserved(kitchenId);
    const { issued, ended } = await this.alone((sql) => this.issueWithin(sql, kitchenId, making, actor));
    await this.expel(ended);
    return issued;
  }

  /** @throws DeviceError where the kitchen has none of that id that was not ended */
  async revoke(kitchenId: string, credentialId: string, actor: Actor): Promise<DeviceCredential> {
    const revoked = await this.alone(async (sql, devices) => {
      const known = (await devices.list(kitchenId)).some(({ id }) => id === credentialId);
      const row = known ? await devices.revoke(credentialId) : null;
      if (row === null)
        throw new DeviceError(
          'no-credential',
          `${kitchenId} has no credential ${credentialId} that could be ended. GET /api/v1/kitchens/${kitchenId}/credentials lists those there are.`,
        );
      await writeAudit(sql, actor, {
        action: 'credential.revoked',
        subject: `kitchen:${kitchenId}`,
        before: { credential: credentialId, username: deviceUsername(kitchenId, row.slot) },
      });
      return row;
    });
    await this.expel([revoked]);
    return credentialView(revoked, new Date());
  }

  async makeClaim(kitchenId: string, making: ClaimMaking, actor: Actor): Promise<MadeClaim> {
    this.refuseReserved(kitchenId);
    const { text: code, digest } = newClaimCode();
    const expiresAt = await this.database.transaction(async (sql) => {
      const until = await new DeviceRepository(sql).saveClaim({ ...making, kitchenId, digest });
      await writeAudit(sql, actor, {
        action: 'claim.made',
        subject: `kitchen:${kitchenId}`,
        after: { ...making, expiresAt: until },
      });
      return until;
    });
    return { kitchenId, code, uri: claimUri(kitchenId, code), expiresAt: expiresAt.toISOString() };
  }

  /**
   * Exchanges a code for the credential. A code that is wrong, used, over or of another kitchen is answered alike.
   * @throws DeviceError, or what the broker or the database does not take: then the code is still good
   */
  async claim({ code, kitchenId = null }: Claim, actor: Actor): Promise<ClaimedCredential> {
    const digest = digestOf(code);
    // Looked at first, so that who guesses never holds the lock.
    if (!(await new DeviceRepository(this.database).claimStands(digest, kitchenId))) throw claimOver();
    const { issued, ended } = await this.alone(async (sql, devices) => {
      const claimed = await devices.useClaim(digest, kitchenId);
      if (claimed === null) throw claimOver();
      return this.issueWithin(sql, claimed.kitchenId, claimed, actor);
    });
    await this.expel(ended);
    const { credential, password } = issued;
    return {
      kitchenId: credential.kitchenId,
      username: credential.username,
      password,
      expiresAt: credential.expiresAt,
    };
  }

  private refuseReserved(kitchenId: string): void {
    if (kitchenId === CANARY_ID || this.reserved.has(kitchenId))
      throw new DeviceError('reserved', `${kitchenId} is the platform itself. Choose another id.`);
  }

  private async issueWithin(
    sql: Sql,
    kitchenId: string,
    making: CredentialMaking,
    actor: Actor,
  ): Promise<{ issued: IssuedCredential; ended: DeviceCredentialRow[] }> {
    const devices = new DeviceRepository(sql);
    await devices.closeExpired(kitchenId);
    const retired = await this.retire(devices, kitchenId, making.overlapDays);
    const taken = retired.filter(({ revokedAt }) => revokedAt === null).map(({ slot }) => slot);
    const slot = CREDENTIAL_SLOTS.find((free) => !taken.includes(free)) ?? CREDENTIAL_SLOTS[0];
    const { text: password, digest } = newSecret();
    const row = await devices.add({ kitchenId, slot, digest, lifeDays: making.lifeDays });
    const now = new Date();
    const credential = credentialView(row, now);
    const before = retired.map((one) => credentialView(one, now));
    await writeAudit(sql, actor, {
      action: 'credential.issued',
      subject: `kitchen:${kitchenId}`,
      before: {
        standing: before.map(({ id, username, expiresAt }) => ({ credential: id, username, expiresAt })),
      },
      after: { credential: row.id, username: credential.username, expiresAt: credential.expiresAt },
    });
    // Before the commit: what the broker does not know is not issued, since its password is known only now.
    await this.broker.admit(brokerCredential(row), password);
    const ended = retired.filter(({ revokedAt }) => revokedAt !== null);
    return { issued: { credential, password, retired: before }, ended };
  }

  /** Makes room for a new one. @returns those that have ended because of it, or will */
  private async retire(
    devices: DeviceRepository,
    kitchenId: string,
    overlapDays: number | null,
  ): Promise<DeviceCredentialRow[]> {
    const lastUsedMs = ({ usedAt }: DeviceCredentialRow): number => usedAt?.getTime() ?? 0;
    const before = (await devices.standing(kitchenId)).toSorted(
      (one, other) => lastUsedMs(other) - lastUsedMs(one),
    );
    const changed: DeviceCredentialRow[] = [];
    for (const [place, row] of before.entries()) {
      const ends = place > 0 || overlapDays === 0;
      if (ends) changed.push((await devices.revoke(row.id)) ?? row);
      else changed.push(overlapDays === null ? row : ((await devices.endAfter(row.id, overlapDays)) ?? row));
    }
    return changed;
  }

  /**
   * After the commit, and alone again: the user name of what has ended may be another credential's by then. What is committed
   * stands whatever fails here, and has to be answered: a broker that keeps passwords is brought in step again anyway.
   */
  private async expel(rows: readonly DeviceCredentialRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.alone(() => this.broker.expel(rows.map(brokerCredential))).catch(() => undefined);
  }

  private alone<T>(run: (sql: Sql, devices: DeviceRepository) => Promise<T>): Promise<T> {
    return this.database.transaction(async (sql) => {
      const devices = new DeviceRepository(sql);
      await devices.lock();
      return run(sql, devices);
    });
  }
}

type Claim = Pick<ClaimRequest, 'code'> & { kitchenId?: string | null | undefined };

const claimOver = (): DeviceError =>
  new DeviceError(
    'claim-over',
    'This code is not good, or not any more: it works once, for a limited time, and for one kitchen. Ask whoever gave it to you for a new one.',
  );

/** As a broker knows it. */
export function brokerCredential({ id, kitchenId, slot }: DeviceCredentialRow): BrokerCredential {
  return { id, kitchenId, username: deviceUsername(kitchenId, slot) };
}

function credentialView(row: DeviceCredentialRow, now: Date): DeviceCredential {
  const { id, kitchenId, slot, createdAt, usedAt, expiresAt, revokedAt } = row;
  const isOver = expiresAt !== null && expiresAt <= (revokedAt ?? now);
  return {
    id,
    kitchenId,
    username: deviceUsername(kitchenId, slot),
    state: isOver ? 'expired' : revokedAt === null ? 'valid' : 'revoked',
    createdAt: createdAt.toISOString(),
    usedAt: usedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
