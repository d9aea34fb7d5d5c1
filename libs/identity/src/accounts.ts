import type { Permission, Role } from '@bakeloop/contracts';
import {
  PeopleRepository,
  PrincipalRepository,
  writeAudit,
  type Actor,
  type Database,
  type OrderedById,
  type PageOf,
  type TokenRow,
} from '@bakeloop/db';
import { IdentityError } from './errors.js';
import { hashPassword, isPassword, weakness } from './passwords.js';
import { within, type Principal } from './principal.js';
import { offerTotp, periodOf } from './second-factor.js';
import { newSecret } from './secrets.js';

const DAY_MS = 86_400_000;
/** Scanners of leaked secrets find a token by it, and people see what it is. */
const TOKEN_PREFIX = 'bakeloop_';

type Person = NonNullable<Principal['person']>;

/** What somebody does with their own account. That they proved lately who they are is for the door to see to. */
export class Accounts {
  private readonly people: PeopleRepository;
  private readonly principals: PrincipalRepository;

  constructor(private readonly database: Database) {
    this.people = new PeopleRepository(database);
    this.principals = new PrincipalRepository(database);
  }

  /** Every session but this one ends. */
  async changePassword(
    person: Person,
    given: { current: string; next: string; sessionId: string | null },
    actor: Actor,
  ): Promise<void> {
    const known = await this.people.credentialOf(person.id);
    if (!known || !(await isPassword(known.passwordHash, given.current)))
      throw new IdentityError('wrong-credentials', 'That is not your password.');
    const weak = weakness(given.next, [
      person.name,
      person.email,
      ...(await this.people.namesAround(person.id, null)),
    ]);
    if (weak !== null) throw new IdentityError('weak-password', `This password is ${weak}.`);
    const passwordHash = await hashPassword(given.next);
    await this.database.transaction(async (sql) => {
      await new PeopleRepository(sql).setPassword(person.id, passwordHash);
      await new PrincipalRepository(sql).endSessions(person.id, { except: given.sessionId });
      await writeAudit(sql, actor, { action: 'password.changed', subject: `person:${person.id}` });
    });
  }

  offerTotp(person: Person): { secret: string; uri: string } {
    return offerTotp(person.email);
  }

  /**
   * A session that lacks a second factor may set up the first one; where there is one, that is to be proved instead. Else a
   * password or another's door would be enough to replace it.
   * @throws IdentityError beyond-rights
   */
  async mayAddFactor({ person, lacksFactor }: Principal & { person: Person }): Promise<void> {
    if (!lacksFactor) return;
    const known = await this.people.one(person.id);
    if (known?.hasTotp || known?.hasPasskey)
      throw new IdentityError(
        'beyond-rights',
        'You have a second factor already: use it to go on. Whoever has lost it asks an admin for a link.',
      );
  }

  /** What was just set up was proved in it, too. */
  async provedFactor({ sessionId }: Principal): Promise<void> {
    if (sessionId !== null) await this.principals.proveFactor(sessionId);
  }

  async confirmTotp(
    principal: Principal & { person: Person },
    given: { secret: string; code: string },
    actor: Actor,
  ): Promise<void> {
    const { person } = principal;
    await this.mayAddFactor(principal);
    // A person's own authenticator says so: a secret of another length or alphabet makes no code of ours.
    const period = /^[A-Z2-7]{32}$/.test(given.secret) ? periodOf(given.secret, given.code) : null;
    if (period === null)
      throw new IdentityError('wrong-code', 'That code is not the one of now: wait for the next.');
    await this.people.setTotp(person.id, given.secret);
    await this.people.useTotp(person.id, period);
    await this.provedFactor(principal);
    await writeAudit(this.database, actor, { action: 'authenticator.set', subject: `person:${person.id}` });
  }

  /** @throws IdentityError missing */
  async removeTotp(person: Person, actor: Actor): Promise<void> {
    if (!(await this.people.one(person.id))?.hasTotp)
      throw new IdentityError('missing', 'You have no authenticator.');
    await this.people.setTotp(person.id, null);
    await this.people.unproveFactors(person.id);
    await writeAudit(this.database, actor, {
      action: 'authenticator.removed',
      subject: `person:${person.id}`,
    });
  }

  /** Newest first. @param page as the repository takes it */
  tokens(
    principal: Principal,
    person: Person,
    page: PageOf<OrderedById>,
  ): Promise<(TokenRow & { exactly: string })[]> {
    return this.principals.tokensOf(person.id, managesServices(principal), page);
  }

  /** @returns the token with its secret, which nobody can show again */
  async makeToken(
    principal: Principal,
    person: Person,
    given: {
      name: string;
      scopes: readonly Permission[];
      days: number;
      phone: boolean;
      service?: { organisationId: string; role: Role } | undefined;
    },
    actor: Actor,
  ): Promise<TokenRow & { secret: string }> {
    const { service } = given;
    if (service && !managesServices(principal))
      throw new IdentityError('beyond-rights', 'Only an admin makes a token of a service.');
    // A token that is kept somewhere must not be able to make further ones, or to lock its owner out.
    if (given.scopes.some((scope) => scope === 'account.manage' || scope === 'factor.set'))
      throw new IdentityError('beyond-rights', 'A token does not manage an account: leave that out.');
    if (service && (await this.people.organisations([service.organisationId])).length === 0)
      throw new IdentityError('missing', 'There is no such organisation.');
    const secret = newSecret(TOKEN_PREFIX);
    const id = await this.principals.saveToken({
      digest: secret.digest,
      name: given.name,
      personId: service ? null : person.id,
      organisationId: service?.organisationId ?? null,
      role: service?.role ?? null,
      scopes: given.scopes,
      phone: given.phone,
      lifeMs: given.days * DAY_MS,
    });
    await writeAudit(this.database, actor, {
      action: 'token.made',
      subject: `token:${id}`,
      after: { name: given.name, scopes: given.scopes, days: given.days, service: service ?? null },
    });
    const made = await this.principals.token(id);
    if (!made) throw new Error('the token was not stored');
    return { ...made, secret: secret.text };
  }

  async revokeToken(principal: Principal, person: Person, id: string, actor: Actor): Promise<void> {
    if (!(await this.principals.revokeToken(id, person.id, managesServices(principal))))
      throw new IdentityError('missing', 'You have no such token that stands.');
    await writeAudit(this.database, actor, { action: 'token.revoked', subject: `token:${id}` });
  }
}

const managesServices = (principal: Principal): boolean => within(principal, 'organisation.manage') === 'all';
