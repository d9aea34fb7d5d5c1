import type { Role } from '@bakeloop/contracts';
import {
  PeopleRepository,
  PrincipalRepository,
  secondFactorOf,
  writeAudit,
  type Actor,
  type Database,
  type SessionRow,
  type Sql,
} from '@bakeloop/db';
import { IdentityError } from './errors.js';
import { hashPassword, isOutdated, isPassword } from './passwords.js';
import { NOBODY, type Principal } from './principal.js';
import { digestOf, newSecret } from './secrets.js';
import { needsFactor, periodOf } from './second-factor.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** At the longest, however much it is used. */
export const SESSION_LIFE_MS = 90 * DAY_MS;
/** Unused for so long it ends: an operator's phone lies about between shifts, an office's screen is looked at by others. */
const IDLE_MS: Record<Role, number> = {
  operator: 30 * DAY_MS,
  lead: 30 * DAY_MS,
  sponsor: 7 * DAY_MS,
  staff: 12 * HOUR_MS,
  admin: 12 * HOUR_MS,
};
const LONGEST_IDLE_MS = Math.max(...Object.values(IDLE_MS));
/** A stolen secret is of use for a day at most without its owner's session showing it. */
const ROTATE_AFTER_MS = DAY_MS;
/** Requests that were under way when the secret changed. */
const FORMER_FOR_MS = 60_000;
const NOTED_EVERY_MS = 60_000;
/** So long whoever proved who they are is taken to sit there still, when it comes to how they sign in. */
export const PROVED_FOR_MS = 10 * 60_000;

/** Where a session is used from. */
export interface From {
  address: string;
  agent: string;
}

/** Lets people and programs in, and says who they are. */
export class Sessions {
  private readonly principals: PrincipalRepository;
  private readonly people: PeopleRepository;

  constructor(private readonly database: Database) {
    this.principals = new PrincipalRepository(database);
    this.people = new PeopleRepository(database);
  }

  /**
   * Who a session's secret speaks for; the public when it stands no longer.
   * @param o.acted a person has just done something: only that keeps a session from being idle, not what a page asks by
   * itself
   * @param o.mayRenew the answer can carry a new secret
   * @returns with a new secret once a day, which takes the place of the one before
   */
  async bySecret(
    secret: string,
    { acted, mayRenew }: { acted: boolean; mayRenew: boolean },
  ): Promise<{ principal: Principal; renewed: string | null }> {
    const digest = digestOf(secret);
    const row = await this.principals.ofSession(digest, {
      formerForMs: FORMER_FOR_MS,
      idleMs: LONGEST_IDLE_MS,
      provedForMs: PROVED_FOR_MS,
    });
    if (!row) return { principal: NOBODY, renewed: null };
    const { session, person, standings, isFormer } = row;
    const lacksFactor = needsFactor(row.lacksFactorOf, standings);
    // Who looks at a demonstration has nothing to prove it with.
    const isProved = row.isProved || person?.demo === true;
    const nowMs = Date.now();
    if (isIdle(session.seenAt, standings, nowMs)) return { principal: NOBODY, renewed: null };
    const principal = { ...NOBODY, person, sessionId: session.id, lacksFactor, isProved, standings };
    if (acted && nowMs - session.seenAt.getTime() > NOTED_EVERY_MS)
      await this.principals.seenSession(session.id);
    if (mayRenew && !isFormer && nowMs - session.rotatedAt.getTime() > ROTATE_AFTER_MS) {
      const next = newSecret();
      const moved = await this.principals.rotateSession(session.id, digest, next.digest);
      return { principal, renewed: moved ? next.text : null };
    }
    return { principal, renewed: null };
  }

  /** Who a token speaks for; null when it stands no longer. */
  async byToken(secret: string): Promise<Principal | null> {
    const row = await this.principals.ofToken(digestOf(secret));
    if (!row) return null;
    const { token, person, standings } = row;
    if (!token.usedAt || Date.now() - token.usedAt.getTime() > NOTED_EVERY_MS)
      await this.principals.usedToken(token.id);
    const { id: tokenId, name: tokenName } = token;
    // Making it took a proof, or it does nothing but log; no token manages an account.
    return {
      ...NOBODY,
      person,
      tokenId,
      tokenName,
      isProved: true,
      scopes: new Set(token.scopes),
      standings,
    };
  }

  /** The rights of now of principals that were let in before; what has ended is absent. */
  async standing(
    principals: readonly Principal[],
  ): Promise<Map<string, Pick<Principal, 'standings' | 'lacksFactor'>>> {
    const ids = (of: 'sessionId' | 'tokenId') =>
      principals.flatMap((principal) => (principal[of] === null ? [] : [principal[of]]));
    const rows = await this.principals.standing(ids('sessionId'), ids('tokenId'));
    const nowMs = Date.now();
    return new Map(
      [...rows].flatMap(([id, { standings, seenAt, lacksFactorOf }]) =>
        seenAt !== null && isIdle(seenAt, standings, nowMs)
          ? []
          : [[id, { standings, lacksFactor: needsFactor(lacksFactorOf, standings) }] as const],
      ),
    );
  }

  /**
   * @returns the secret of a new session
   * @throws IdentityError wrong-credentials, the same for whoever does not exist; code-needed and wrong-code only after the
   * password was right
   */
  async signIn(
    given: { email: string; password: string; code?: string | undefined },
    from: From,
    actor: Actor,
  ): Promise<string> {
    const known = await this.people.credentialByEmail(given.email);
    const matches = await isPassword(known?.passwordHash ?? null, given.password);
    if (!known || !matches) {
      // Noted for nobody's account too: it is a guess all the same, and must not be answered sooner.
      await this.refused(known?.id ?? null, 'password', actor);
      throw new IdentityError('wrong-credentials', 'E-mail address and password do not belong together.');
    }
    const secondFactor = await this.mustHaveCode(known, given.code, actor);
    const { id, passwordHash } = known;
    if (passwordHash !== null && isOutdated(passwordHash))
      await this.people.renewHash(id, passwordHash, await hashPassword(given.password));
    return this.open(this.database, { personId: id, secondFactor }, from, actor);
  }

  /**
   * Has somebody who is signed in prove again who they are, by what their sign-in takes. Whoever comes by a passkey or another
   * door uses that again instead.
   * @throws IdentityError wrong-credentials, code-needed, wrong-code; passkey-needed where a second factor is asked of them
   * and theirs is a passkey
   */
  async proveAgain(
    {
      personId,
      sessionId,
      standings,
    }: { personId: string; sessionId: string } & Pick<Principal, 'standings'>,
    given: { password: string; code?: string | undefined },
    actor: Actor,
  ): Promise<void> {
    const known = await this.people.credentialOf(personId);
    if (!known || !(await isPassword(known.passwordHash, given.password))) {
      await this.refused(personId, 'password', actor);
      throw new IdentityError('wrong-credentials', 'That is not your password.');
    }
    if (await this.mustHaveCode(known, given.code, actor)) await this.principals.proveFactor(sessionId);
    else if (
      needsFactor(await secondFactorOf(this.database), standings) &&
      (await this.people.one(personId))?.hasPasskey
    )
      throw new IdentityError('passkey-needed', 'Your password alone is not enough here: use your passkey.');
    await this.principals.proveAgain(sessionId);
  }

  /** Proves the authenticator of somebody in a session that was opened without. @throws IdentityError wrong-code, missing */
  async proveCode(personId: string, sessionId: string, code: string, actor: Actor): Promise<void> {
    const known = await this.people.credentialOf(personId);
    if (known === null || !(await this.mustHaveCode(known, code, actor)))
      throw new IdentityError('missing', 'You have no authenticator.');
    await this.principals.proveFactor(sessionId);
  }

  /**
   * @returns whether there is an authenticator, and so a second factor was proved
   * @throws IdentityError code-needed, wrong-code; never for who has no authenticator
   */
  async mustHaveCode(
    { id, totpSecret }: { id: string; totpSecret: string | null },
    code: string | undefined,
    actor: Actor,
  ): Promise<boolean> {
    if (totpSecret === null) return false;
    if (code === undefined)
      throw new IdentityError('code-needed', 'Type in the six digits that your authenticator shows.');
    const period = periodOf(totpSecret, code);
    if (period !== null && (await this.people.useTotp(id, period))) return true;
    await this.refused(id, 'code', actor);
    throw new IdentityError('wrong-code', 'That code is not the one of now: wait for the next.');
  }

  /**
   * Opens a session for somebody who has proved to be that person.
   * @param who.secondFactor they have proved more than a password or a link
   * @param who.provedAgoMs when they did, where that was not just now; null: nobody says, so it counts as not proved
   * @param who.lifeMs at the longest
   * @returns its secret
   */
  async open(
    sql: Sql,
    {
      personId,
      secondFactor,
      provedAgoMs = 0,
      lifeMs = SESSION_LIFE_MS,
    }: { personId: string; secondFactor: boolean; provedAgoMs?: number | null; lifeMs?: number },
    from: From,
    actor: Actor,
  ): Promise<string> {
    const secret = newSecret();
    await new PrincipalRepository(sql).openSession({
      digest: secret.digest,
      personId,
      address: from.address,
      agent: from.agent.slice(0, 300),
      secondFactor,
      provedAgoMs,
      lifeMs,
    });
    await writeAudit(
      sql,
      { ...actor, kind: 'person', id: personId },
      { action: 'session.opened', subject: `person:${personId}` },
    );
    return secret.text;
  }

  async list(personId: string): Promise<SessionRow[]> {
    return this.principals.sessionsOf(personId);
  }

  /** @returns how many ended */
  async end(
    personId: string,
    which: { id?: string | null; except?: string | null },
    actor: Actor,
  ): Promise<number> {
    const ended = await this.principals.endSessions(personId, which);
    for (const id of ended)
      await writeAudit(this.database, actor, {
        action: 'session.ended',
        subject: `person:${personId}`,
        before: { session: id },
      });
    return ended.length;
  }

  private async refused(personId: string | null, what: 'password' | 'code', actor: Actor): Promise<void> {
    await writeAudit(this.database, actor, {
      action: 'session.refused',
      subject: personId === null ? 'nobody' : `person:${personId}`,
      after: { what },
    });
  }
}

/** Whether a session was unused for longer than any of its roles may. */
function isIdle(seenAt: Date, standings: Principal['standings'], nowMs: number): boolean {
  const idleMs = Math.min(LONGEST_IDLE_MS, ...standings.map(({ role }) => IDLE_MS[role]));
  return nowMs - seenAt.getTime() > idleMs;
}
