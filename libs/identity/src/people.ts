import { ROLES_OF, type Role, type SecondFactorOf } from '@bakeloop/contracts';
import {
  askSecondFactor,
  AuditRepository,
  PeopleRepository,
  PrincipalRepository,
  secondFactorOf,
  writeAudit,
  type AccountRow,
  type Actor,
  type Database,
  type LinkRow,
  type OpenLinkRow,
  type OrderedById,
  type OrganisationRow,
  type PageOf,
  type PersonRow,
  type SessionRow,
  type Sql,
} from '@bakeloop/db';
import { IdentityError } from './errors.js';
import { hashPassword, weakness } from './passwords.js';
import { managedOrganisations, NOBODY, type Principal } from './principal.js';
import { digestOf, newSecret } from './secrets.js';
import { Sessions, type From } from './sessions.js';

const HOUR_MS = 3_600_000;
/** Handed over by hand or messenger, over a week-end; a reset is asked for by somebody who waits. */
const LINK_LIFE_MS: Record<LinkRow['kind'], number> = {
  invite: 7 * 24 * HOUR_MS,
  reset: 24 * HOUR_MS,
  first: 24 * HOUR_MS,
};
/** Of the organisation that runs this Bakeloop, until an admin makes others. */
export const PLATFORM_ORGANISATION = 'Platform';

/** Whoever runs the machine, at its terminal. */
const PLATFORM: Actor = { kind: 'platform', id: null, address: null, requestId: null };

const noSuchPerson = () => new IdentityError('missing', 'There is no such person in what you manage.');

/** A link for oneself would change how one signs in without what that takes. @throws IdentityError beyond-rights */
function mustBeAnother({ person }: Principal, personId: string): void {
  if (person?.id === personId)
    throw new IdentityError(
      'beyond-rights',
      'Nobody makes a link for themselves: change how you sign in on the page "Your account" (/account), or ask another admin.',
    );
}

/** Invites people, gives them roles and takes these away. Whoever is out of a principal's reach does not exist for it. */
export class People {
  private readonly people: PeopleRepository;
  private readonly sessions: Sessions;

  constructor(private readonly database: Database) {
    this.people = new PeopleRepository(database);
    this.sessions = new Sessions(database);
  }

  /** By name. @param page as the repository takes it */
  async list(principal: Principal, page: PageOf<OrderedById>): Promise<PersonRow[]> {
    const managed = managedOrganisations(principal);
    const people = await this.people.list(managed === 'all' ? null : [...managed], page);
    return people.map((person) => ({
      ...person,
      memberships: person.memberships.filter(({ organisationId }) => isWithin(managed, organisationId)),
    }));
  }

  /** By name. @param page as the repository takes it */
  async organisations(principal: Principal, page: PageOf<string>): Promise<OrganisationRow[]> {
    const managed = managedOrganisations(principal);
    return this.people.organisations(managed === 'all' ? null : [...managed], page);
  }

  /** @returns the secret of a link that works once, in place of one for the same that was not used */
  async invite(
    principal: Principal,
    { email, organisationId, role }: { email: string; organisationId: string; role: Role },
    actor: Actor,
  ): Promise<{ secret: string; expiresAt: Date }> {
    await this.mustFit(principal, organisationId, role);
    await this.people.endInvitations(email, organisationId);
    return this.makeLink({ kind: 'invite', email, organisationId, role }, principal, actor, {
      action: 'person.invited',
      subject: `organisation:${organisationId}`,
      after: { role },
    });
  }

  /**
   * A link for somebody else to set a new password. Who is also somewhere that the principal does not manage is not theirs to reset: it would
   * give them the rights there.
   */
  async reset(
    principal: Principal,
    personId: string,
    actor: Actor,
  ): Promise<{ secret: string; expiresAt: Date }> {
    mustBeAnother(principal, personId);
    const person = await this.mustSee(principal, personId);
    const managed = managedOrganisations(principal);
    if (!person.memberships.every(({ organisationId }) => isWithin(managed, organisationId)))
      throw new IdentityError(
        'beyond-rights',
        'They belong to another organisation too: ask an admin for the link.',
      );
    await this.people.endLinks('reset', personId);
    return this.makeLink({ kind: 'reset', personId }, principal, actor, {
      action: 'person.reset',
      subject: `person:${personId}`,
    });
  }

  /**
   * A link for who lost their authenticator or the device with their passkeys: whoever follows it sets a new password, and
   * the factors of before are forgotten. Until then these hold.
   * @param principal one who manages all, and has made sure who asks
   */
  async lostFactor(
    principal: Principal,
    personId: string,
    actor: Actor,
  ): Promise<{ secret: string; expiresAt: Date }> {
    mustBeAnother(principal, personId);
    await this.mustExist(personId);
    return this.makeLostFactorLink(personId, principal, actor);
  }

  private async makeLostFactorLink(
    personId: string,
    principal: Principal,
    actor: Actor,
  ): Promise<{ secret: string; expiresAt: Date }> {
    await this.people.endLinks('reset', personId);
    return this.makeLink({ kind: 'reset', personId, forgetsFactors: true }, principal, actor, {
      action: 'factor.lost',
      subject: `person:${personId}`,
    });
  }

  /** Links that nobody has followed yet, of what somebody manages. */
  async openLinks(principal: Principal): Promise<OpenLinkRow[]> {
    const managed = managedOrganisations(principal);
    return this.people.openLinks(managed === 'all' ? null : [...managed]);
  }

  /** Ends a link before anybody follows it. @throws IdentityError missing, also for one out of reach */
  async endLink(principal: Principal, linkId: string, actor: Actor): Promise<void> {
    const link = (await this.openLinks(principal)).find(({ id }) => id === linkId);
    if (!link || !(await this.people.endLink(linkId)))
      throw new IdentityError('missing', 'There is no such link that is still open in what you manage.');
    await writeAudit(this.database, actor, {
      action: 'link.ended',
      subject:
        link.personId === null ? `organisation:${link.organisationId ?? ''}` : `person:${link.personId}`,
      before: { kind: link.kind, role: link.role },
    });
  }

  secondFactorOf(): Promise<SecondFactorOf> {
    return secondFactorOf(this.database);
  }

  /** Says who needs a second factor; those who lack one do nothing else from then on. */
  async askSecondFactor(of: SecondFactorOf, actor: Actor): Promise<void> {
    await this.database.transaction(async (sql) => {
      await askSecondFactor(sql, of);
      await writeAudit(sql, actor, { action: 'second-factor.set', subject: 'platform', after: { of } });
    });
  }

  /** Signs somebody out everywhere: whoever found their phone is out. */
  async signOut(principal: Principal, personId: string, actor: Actor): Promise<void> {
    await this.mustSee(principal, personId);
    await this.sessions.end(personId, {}, actor);
    await new PrincipalRepository(this.database).revokeTokensOf(personId, 'phones');
  }

  async setMembership(
    principal: Principal,
    personId: string,
    { organisationId, role }: { organisationId: string; role: Role | null },
    actor: Actor,
  ): Promise<void> {
    const person = await this.mustSee(principal, personId);
    const before = person.memberships.find((one) => one.organisationId === organisationId)?.role ?? null;
    const managed = managedOrganisations(principal);
    // Who is nowhere else is put into an organisation by a link, which they have to follow.
    if (!isWithin(managed, organisationId) || (before === null && managed !== 'all')) throw noSuchPerson();
    if (role !== null) await this.mustFit(principal, organisationId, role);
    await this.database.transaction(async (sql) => {
      const people = new PeopleRepository(sql);
      await people.oneAtATime();
      if (role === null) await people.leave(personId, organisationId);
      else await people.join(personId, organisationId, role);
      // Whoever made a link for them, or got one of them, knew them with other rights.
      await people.endLinksTo(personId, organisationId);
      await people.endLinksMadeBy(personId);
      if (before === 'admin' && role !== 'admin') await mustKeepAnAdmin(people);
      await writeAudit(sql, actor, {
        action: 'membership.set',
        subject: `person:${personId}`,
        before: { organisationId, role: before },
        after: { organisationId, role },
      });
    });
  }

  /** @param principal one who manages all */
  async setDisabled(personId: string, disabled: boolean, actor: Actor): Promise<void> {
    await this.mustExist(personId);
    await this.database.transaction(async (sql) => {
      const people = new PeopleRepository(sql);
      await people.oneAtATime();
      await people.setDisabled(personId, disabled);
      if (disabled) {
        await mustKeepAnAdmin(people);
        await people.endLinksTo(personId, null);
        await people.endLinksMadeBy(personId);
        await new PrincipalRepository(sql).endSessions(personId);
      }
      await writeAudit(sql, actor, {
        action: disabled ? 'person.disabled' : 'person.enabled',
        subject: `person:${personId}`,
      });
    });
  }

  /** Forgets who somebody was: the mass they logged stays as it is, logged by nobody who is known. */
  async erase(personId: string, actor: Actor): Promise<void> {
    await this.mustExist(personId);
    await this.database.transaction(async (sql) => {
      const people = new PeopleRepository(sql);
      await people.oneAtATime();
      await people.endLinksMadeBy(personId);
      await people.erase(personId);
      await mustKeepAnAdmin(people);
      await writeAudit(sql, actor, { action: 'person.erased', subject: `person:${personId}` });
    });
  }

  /** All that is kept about somebody, but for what they logged, which is of the kitchen; it is counted. */
  async export(
    personId: string,
    actor: Actor,
  ): Promise<{
    person: PersonRow & { email: string };
    sessions: SessionRow[];
    audit: Awaited<ReturnType<AuditRepository['page']>>;
    loggedEvents: number;
  }> {
    const { email, ...person } = await this.mustExist(personId);
    if (email === null) throw noSuchPerson();
    const found = {
      person: { ...person, email },
      sessions: await this.sessions.list(personId),
      audit: await new AuditRepository(this.database).page({ actorId: personId, limit: 100_000 }),
      loggedEvents: await this.people.authoredCount(personId),
    };
    await writeAudit(this.database, actor, { action: 'person.exported', subject: `person:${personId}` });
    return found;
  }

  /** What a link is for, and whether who follows it has an account. @throws IdentityError link-over */
  async lookAtLink(secret: string): Promise<LinkRow & { known: boolean }> {
    const link = await this.people.link(digestOf(secret));
    if (!link) throw linkOver();
    const account = await this.accountOf(link, link.email);
    return { ...link, known: link.personId !== null || account?.passwordHash != null };
  }

  /** @throws IdentityError link-over for who is shut out, and for a demo account, which has a door of its own */
  private async accountOf({ personId }: LinkRow, email: string | null): Promise<AccountRow | null> {
    const account = await this.people.account({ personId, email });
    if (account && (account.disabled || account.demo)) throw linkOver();
    return account;
  }

  /**
   * Follows a link: sets the password, joins, ends all sessions and tokens of before, and signs in.
   * @returns the secret of a new session
   * @throws IdentityError link-over, weak-password, code-needed and wrong-code where there is an authenticator, or
   * wrong-credentials where the account exists already and the password is not its own: an invitation proves nobody to be
   * somebody
   */
  async acceptLink(
    given: {
      secret: string;
      name?: string | undefined;
      email?: string | undefined;
      password: string;
      code?: string | undefined;
    },
    from: From,
    actor: Actor,
  ): Promise<string> {
    const digest = digestOf(given.secret);
    const link = await this.lookAtLink(given.secret);
    const email = link.email ?? given.email ?? null;
    if (link.kind === 'invite' && link.known && email !== null) {
      const secret = await this.sessions.signIn(
        { email, password: given.password, code: given.code },
        from,
        actor,
      );
      const personId = (await this.people.credentialByEmail(email))?.id;
      if (personId === undefined) throw linkOver();
      await this.database.transaction((sql) => this.useAndJoin(sql, digest, link, personId, actor));
      return secret;
    }
    const around = await this.people.namesAround(link.personId, link.organisationId);
    const weak = weakness(
      given.password,
      [given.name, email, ...around].filter((text) => text != null),
    );
    if (weak !== null) throw new IdentityError('weak-password', `This password is ${weak}.`);
    if (link.personId === null && (email === null || given.name === undefined))
      throw new IdentityError('missing', 'Say your name and e-mail address.');
    const account = await this.accountOf(link, email);
    const secondFactor =
      account !== null && !link.forgetsFactors
        ? await this.sessions.mustHaveCode(account, given.code, actor)
        : false;
    const passwordHash = await hashPassword(given.password);
    return this.database.transaction(async (sql) => {
      const people = new PeopleRepository(sql);
      const personId = link.personId ?? (await people.findOrMake(email ?? '', given.name ?? ''));
      await this.useAndJoin(sql, digest, link, personId, actor);
      await people.setPassword(personId, passwordHash);
      if (link.forgetsFactors) await people.forgetFactors(personId);
      const principals = new PrincipalRepository(sql);
      await principals.endSessions(personId);
      await principals.revokeTokensOf(personId);
      return this.sessions.open(sql, { personId, secondFactor }, from, actor);
    });
  }

  /**
   * A link for the first admin, where there is none yet; those before it work no longer.
   * @returns null where there is an admin
   */
  async firstAdminLink(): Promise<string | null> {
    if ((await this.people.admins()) > 0) return null;
    const organisationId =
      (await this.people.makeOrganisation(PLATFORM_ORGANISATION, 'platform')) ??
      (await this.people.organisationByName(PLATFORM_ORGANISATION));
    await this.people.endLinks('first', null);
    const secret = newSecret();
    await this.people.saveLink({
      digest: secret.digest,
      kind: 'first',
      organisationId,
      role: 'admin',
      madeBy: null,
      lifeMs: LINK_LIFE_MS.first,
    });
    return secret.text;
  }

  /**
   * For an admin who has lost their second factor, when no other admin is left to ask.
   * @returns null where nobody of this address is an admin
   */
  async lostFactorOfAdmin(email: string): Promise<string | null> {
    const account = await this.people.account({ personId: null, email });
    if (!account || !(await this.people.isAdmin(account.id))) return null;
    const { secret } = await this.makeLostFactorLink(account.id, NOBODY, PLATFORM);
    return secret;
  }

  async makeOrganisation(
    { name, kind }: { name: string; kind: OrganisationRow['kind'] },
    actor: Actor,
  ): Promise<OrganisationRow> {
    const id = await this.people.makeOrganisation(name, kind);
    if (id === null)
      throw new IdentityError('name-taken', `There is an organisation called "${name}" already.`);
    await writeAudit(this.database, actor, {
      action: 'organisation.made',
      subject: `organisation:${id}`,
      after: { name, kind },
    });
    return this.organisation(id);
  }

  /** Gives kitchens to an organisation; of a sponsor says which are attributed to it. */
  async assignKitchens(
    organisationId: string,
    kitchenIds: readonly string[],
    actor: Actor,
  ): Promise<OrganisationRow> {
    const before = await this.organisation(organisationId);
    if (before.kind === 'platform')
      throw new IdentityError(
        'unfit-role',
        'Kitchens belong to an organisation of kitchens, or are attributed to a sponsor.',
      );
    await this.database.transaction(async (sql) => {
      const people = new PeopleRepository(sql);
      if (before.kind === 'sponsor') await people.attribute(organisationId, kitchenIds);
      else await people.ownKitchens(organisationId, kitchenIds);
      await writeAudit(sql, actor, {
        action: 'kitchens.assigned',
        subject: `organisation:${organisationId}`,
        before: { kitchenIds: before.kind === 'sponsor' ? before.attributed : before.kitchens },
        after: { kitchenIds },
      });
    });
    return this.organisation(organisationId);
  }

  private async organisation(id: string): Promise<OrganisationRow> {
    const [one] = await this.people.organisations([id]);
    if (!one) throw new IdentityError('missing', 'There is no such organisation.');
    return one;
  }

  private async makeLink(
    link: {
      kind: LinkRow['kind'];
      email?: string;
      organisationId?: string;
      role?: Role;
      personId?: string;
      forgetsFactors?: boolean;
    },
    principal: Principal,
    actor: Actor,
    entry: Parameters<typeof writeAudit>[2],
  ): Promise<{ secret: string; expiresAt: Date }> {
    const secret = newSecret();
    const expiresAt = await this.database.transaction(async (sql) => {
      await writeAudit(sql, actor, entry);
      return new PeopleRepository(sql).saveLink({
        ...link,
        digest: secret.digest,
        madeBy: principal.person?.id ?? null,
        lifeMs: LINK_LIFE_MS[link.kind],
      });
    });
    return { secret: secret.text, expiresAt };
  }

  private async useAndJoin(
    sql: Sql,
    digest: Buffer,
    link: LinkRow,
    personId: string,
    actor: Actor,
  ): Promise<void> {
    const people = new PeopleRepository(sql);
    if (!(await people.useLink(digest))) throw linkOver();
    if (link.organisationId !== null && link.role !== null) {
      await people.join(personId, link.organisationId, link.role);
      await people.endLinksTo(personId, link.organisationId);
    }
    await writeAudit(
      sql,
      { ...actor, kind: 'person', id: personId },
      {
        action: `link.followed`,
        subject: `person:${personId}`,
        after: { kind: link.kind, organisationId: link.organisationId, role: link.role },
      },
    );
  }

  private async mustExist(personId: string): Promise<PersonRow> {
    const person = await this.people.one(personId);
    if (!person) throw noSuchPerson();
    return person;
  }

  private async mustSee(principal: Principal, personId: string): Promise<PersonRow> {
    const person = await this.mustExist(personId);
    const managed = managedOrganisations(principal);
    if (managed !== 'all' && !person.memberships.some(({ organisationId }) => managed.has(organisationId)))
      throw noSuchPerson();
    return person;
  }

  /** The organisation is one they manage, and has such a role. */
  private async mustFit(principal: Principal, organisationId: string, role: Role): Promise<void> {
    if (!isWithin(managedOrganisations(principal), organisationId))
      throw new IdentityError('missing', 'There is no such organisation in what you manage.');
    const { kind } = await this.organisation(organisationId);
    const roles: readonly Role[] = ROLES_OF[kind];
    if (!roles.includes(role))
      throw new IdentityError('unfit-role', `In this organisation somebody is ${roles.join(' or ')}.`);
  }
}

const isWithin = (managed: 'all' | ReadonlySet<string>, organisationId: string): boolean =>
  managed === 'all' || managed.has(organisationId);

const linkOver = () =>
  new IdentityError(
    'link-over',
    'This link was used, has expired, or was never one. Ask whoever gave it for a new one.',
  );

async function mustKeepAnAdmin(people: PeopleRepository): Promise<void> {
  if ((await people.admins()) === 0)
    throw new IdentityError('last-admin', 'They are the last admin: make somebody else one first.');
}
