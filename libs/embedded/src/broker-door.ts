import { timingSafeEqual } from 'node:crypto';
import type { AuthenticateError, Aedes, Client } from 'aedes';
import { KITCHEN_ID, mayPublish, maySubscribe, type BrokerUser } from '@bakeloop/contracts';
import type { Refusals } from './refusals.js';

/** Who was let in, and with which credential; none: one that needs none. */
export interface Admission {
  user: BrokerUser;
  credentialId?: string;
}

/** Who may come in. The broker asks, and knows nothing of where credentials are kept. */
export interface BrokerDoor {
  /** @returns null: not let in @throws when it cannot be told now: the client is to try again */
  authenticate(username: string | undefined, password: string | undefined): Promise<Admission | null>;
  /**
   * Credentials that are taken now, and kitchens that nobody speaks for without one. Asked every two seconds, so that a
   * connection ends soon after its credential; while it throws, what was said last goes on.
   */
  standing(): Promise<{ credentials: ReadonlySet<string>; closed: ReadonlySet<string> }>;
}

/** Anybody is the kitchen that they say they are: for a broker on loopback. */
export const OPEN_DOOR: BrokerDoor = {
  authenticate: (username) =>
    Promise.resolve({ user: username ? { kind: 'kitchen', id: username } : { kind: 'anonymous' } }),
  standing: () => Promise.resolve({ credentials: new Set(), closed: new Set() }),
};

/** Client ids that begin so are the platform's own: with one, another client would end or empty its session. */
export const PLATFORM_CLIENT_PREFIX = 'bakeloop-';
const PLATFORM_USER = 'platform';
const BAD_USERNAME_OR_PASSWORD = 4;
const SERVER_UNAVAILABLE = 3;
/** A revoked credential is off within five seconds: two until it is noticed, and the time to ask. */
const LOOK_EVERY_MS = 2_000;

const NOBODY: Admission = { user: { kind: 'anonymous' } };

/** Installs in a broker who may do what. */
export class DoorGuard {
  /** Also of clients that are gone: their wills come after them. */
  private readonly admissions = new WeakMap<Client, Admission>();
  private readonly open = new Set<Client>();
  private readonly willTopics = new WeakMap<Client, string>();
  private closed: ReadonlySet<string> = new Set();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    aedes: Aedes,
    private readonly door: BrokerDoor,
    private readonly platformPassword: string,
    private readonly refusals: Refusals,
  ) {
    aedes.preConnect = (client, packet, done) => {
      if (packet.will !== undefined) this.willTopics.set(client, packet.will.topic);
      done(null, true);
    };
    aedes.authenticate = (client, username, password, done) => {
      this.admit(client, username, password?.toString()).then(
        () => done(null, true),
        (error: AuthenticateError) => done(error, false),
      );
    };
    aedes.authorizePublish = (client, packet, done) => {
      // the broker's own wills come without a client; aedes leaves guarding $SYS/ to whoever replaces this
      const isReserved = packet.topic.startsWith('$SYS/');
      if (!isReserved && (client === null || this.may(client, mayPublish, packet.topic))) return done(null);
      const reason = `may not publish to ${packet.topic.slice(0, 200)}`;
      refusals.note(client?.id, reason, true);
      done(new Error(reason));
    };
    aedes.authorizeSubscribe = (client, subscription, done) => {
      if (this.may(client, maySubscribe, subscription.topic)) return done(null, subscription);
      refusals.note(client.id, `may not subscribe to ${subscription.topic.slice(0, 200)}`, true);
      done(null, null);
    };
    // a client may claim another's client id and so the messages queued for it
    aedes.authorizeForward = (client, packet) =>
      this.may(client, maySubscribe, packet.topic) ? packet : null;
  }

  /** Learns what stands, and goes on doing so. Nobody is to come in before. */
  async begin(): Promise<void> {
    await this.look();
    this.lookAgain();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** After the look before, so that a slow answer is not asked for twice. */
  private lookAgain(): void {
    this.timer = setTimeout(() => {
      this.look()
        .catch(() => undefined)
        .finally(() => {
          if (!this.stopped) this.lookAgain();
        });
    }, LOOK_EVERY_MS);
  }

  /** Whether a client has been let in; true before it can know of its CONNACK. */
  isKnown(client: Client): boolean {
    return this.admissions.has(client);
  }

  /** Its socket is closed. */
  left(client: Client): void {
    this.open.delete(client);
  }

  /** Ends what was opened with a credential that stands no longer, or without one for a kitchen that has one now. */
  private async look(): Promise<void> {
    // Who comes in meanwhile may have a credential that the answer does not know yet.
    const before = [...this.open];
    const { credentials, closed } = await this.door.standing();
    this.closed = closed;
    for (const client of before) {
      const { user, credentialId } = this.admissions.get(client) ?? NOBODY;
      const stands =
        credentialId === undefined
          ? user.kind !== 'kitchen' || !closed.has(user.id)
          : credentials.has(credentialId);
      if (stands) continue;
      this.refusals.note(client.id, 'its credential has ended', true);
      client.close();
    }
  }

  private async admit(
    client: Client,
    username: string | undefined,
    password: string | undefined,
  ): Promise<void> {
    const admission =
      username === PLATFORM_USER
        ? this.platform(password)
        : await this.door.authenticate(username, password).catch((error: unknown) => {
            throw this.refuse(client, `cannot be told apart: ${String(error)}`, SERVER_UNAVAILABLE);
          });
    if (admission === null) throw this.refuse(client, `wrong password for the user ${username ?? '(none)'}`);
    const { user } = admission;
    if (user.kind !== 'platform' && client.id.startsWith(PLATFORM_CLIENT_PREFIX))
      throw this.refuse(client, 'this client id is for the user platform');
    if (this.isSomebodyElses(client.id, user))
      throw this.refuse(client, 'another user is connected with this client id');
    // after a crash the broker publishes stored wills on nobody's behalf, so they are judged here
    const will = this.willTopics.get(client);
    if (will !== undefined && !this.allows(admission, mayPublish, will))
      throw this.refuse(client, `may not leave a will on ${will.slice(0, 200)}`);
    this.admissions.set(client, admission);
    // Who left while we looked is not there to be ended.
    if (!client.conn.destroyed) this.open.add(client);
  }

  private platform(password: string | undefined): Admission | null {
    const expected = Buffer.from(this.platformPassword);
    const given = Buffer.from(password ?? '');
    const isRight = given.length === expected.length && timingSafeEqual(given, expected);
    return isRight ? { user: { kind: 'platform' } } : null;
  }

  /** A client id in use ends the connection that has it, so nobody may take that of somebody known. */
  private isSomebodyElses(clientId: string, user: BrokerUser): boolean {
    return [...this.open].some((client) => {
      if (client.id !== clientId) return false;
      const { user: other } = this.admissions.get(client) ?? NOBODY;
      return other.kind !== 'anonymous' && nameOf(other) !== nameOf(user);
    });
  }

  private may(client: Client, isAllowed: typeof mayPublish, topic: string): boolean {
    const admission = this.admissions.get(client);
    return admission !== undefined && this.allows(admission, isAllowed, topic);
  }

  private allows({ user, credentialId }: Admission, isAllowed: typeof mayPublish, topic: string): boolean {
    if (!isAllowed(user, topic)) return false;
    return user.kind === 'platform' || credentialId !== undefined || !this.closed.has(kitchenIn(topic));
  }

  private refuse(client: Client, reason: string, returnCode = BAD_USERNAME_OR_PASSWORD): AuthenticateError {
    this.refusals.note(client.id, reason, true);
    return Object.assign(new Error(reason), { returnCode });
  }
}

const nameOf = (user: BrokerUser): string => (user.kind === 'kitchen' ? user.id : `(${user.kind})`);

function kitchenIn(topic: string): string {
  const id = topic.split('/')[2] ?? '';
  return KITCHEN_ID.test(id) ? id : '';
}
