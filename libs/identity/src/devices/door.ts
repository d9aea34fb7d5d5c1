import { timingSafeEqual } from 'node:crypto';
import {
  mayPublish,
  maySubscribe,
  parseDeviceUsername,
  type BrokerUser,
  type CredentialRule,
} from '@bakeloop/contracts';
import { DeviceRepository, type Sql } from '@bakeloop/db';
import { digestOf } from '../secrets.js';

/** Who was let in, and with which credential; none: one that was never given any. */
export interface Admission {
  user: BrokerUser;
  credentialId?: string;
  /** When that ends; none: when it is revoked. */
  expiresAt?: Date;
}

/** What holds now, for a broker that keeps connections open. */
export interface Standing {
  /** Of all credentials that are taken. */
  credentials: ReadonlySet<string>;
  /** Kitchens that nobody speaks for without a credential. */
  closed: ReadonlySet<string>;
}

/** Lets kitchens in at a broker that asks. */
export class KitchenDoor {
  private readonly devices: DeviceRepository;

  constructor(
    sql: Sql,
    /** `optional`: a kitchen that was never given a credential needs none; one that was is never open again. */
    private readonly rule: CredentialRule,
  ) {
    this.devices = new DeviceRepository(sql);
  }

  /**
   * @returns null: not let in
   * @throws whatever an unreachable database throws: nobody can be told from anybody then
   */
  async authenticate(username: string | undefined, password: string | undefined): Promise<Admission | null> {
    if (username === undefined || username === '')
      return this.rule === 'optional' ? { user: { kind: 'anonymous' } } : null;
    const named = parseDeviceUsername(username);
    // A name that no kitchen can have has no topics either.
    if (named === null) return this.rule === 'optional' ? { user: { kind: 'kitchen', id: username } } : null;
    const { kitchenId, slot } = named;
    const user: BrokerUser = { kind: 'kitchen', id: kitchenId };
    const credential = await this.devices.ofSlot(kitchenId, slot);
    if (credential !== null && timingSafeEqual(digestOf(password ?? ''), credential.digest)) {
      await this.devices.noteUseOf(kitchenId, slot);
      const { id, expiresAt } = credential;
      return { user, credentialId: id, ...(expiresAt === null ? {} : { expiresAt }) };
    }
    return (await this.isOpen(kitchenId)) ? { user } : null;
  }

  /** Whether a connection under this user name may still do something, for a broker that asks before each time. */
  async may(username: string, action: 'publish' | 'subscribe', topic: string): Promise<boolean> {
    const isAllowed = action === 'publish' ? mayPublish : maySubscribe;
    if (username === '') {
      const kitchenId = topic.split('/')[2] ?? '';
      return isAllowed({ kind: 'anonymous' }, topic) && (await this.isOpen(kitchenId));
    }
    const named = parseDeviceUsername(username);
    if (named === null || !isAllowed({ kind: 'kitchen', id: named.kitchenId }, topic)) return false;
    const credential = await this.devices.ofSlot(named.kitchenId, named.slot);
    return credential !== null || (await this.isOpen(named.kitchenId));
  }

  async standing(): Promise<Standing> {
    const [credentials, closed] = await Promise.all([this.devices.standing(), this.devices.kitchens()]);
    return { credentials: new Set(credentials.map(({ id }) => id)), closed: new Set(closed) };
  }

  private async isOpen(kitchenId: string): Promise<boolean> {
    return this.rule === 'optional' && !(await this.devices.hasHad(kitchenId));
  }
}
