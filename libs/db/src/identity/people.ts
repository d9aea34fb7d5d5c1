import type { OrganisationKind, Role } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';
import type { OrderedById, PageOf } from '../page.js';
import { hasWords } from '../words-sql.js';
import { unownedSql } from './principals.js';

export interface PersonRow {
  id: string;
  email: string | null;
  name: string;
  hasPassword: boolean;
  hasTotp: boolean;
  hasPasskey: boolean;
  /** Of the doors by which they have come in. */
  issuers: string[];
  demo: boolean;
  disabledAt: Date | null;
  createdAt: Date;
  seenAt: Date | null;
  memberships: { organisationId: string; organisation: string; role: Role }[];
}
/** What somebody signs in with. */
export interface CredentialRow {
  id: string;
  passwordHash: string | null;
  totpSecret: string | null;
  totpUsed: number;
}
/** Somebody a link may be for, also when they are not to come in. */
export type AccountRow = CredentialRow & { disabled: boolean; demo: boolean };
export interface OrganisationRow {
  id: string;
  name: string;
  kind: OrganisationKind;
  demo: boolean;
  people: number;
  kitchens: string[];
  /** Its own as long as nobody is said to own them. */
  byDefault: string[];
  attributed: string[];
}
export interface LinkRow {
  id: string;
  kind: 'invite' | 'reset' | 'first';
  email: string | null;
  organisationId: string | null;
  organisation: string | null;
  role: Role | null;
  personId: string | null;
  /** Who follows it lost the device they had: authenticator and passkeys are forgotten, and no code is asked for. */
  forgetsFactors: boolean;
  expiresAt: Date;
}
/** A link as a list shows it. */
export interface OpenLinkRow extends LinkRow {
  createdAt: Date;
  /** Of whose password is set anew. */
  personName: string | null;
  /** Null: the platform, or somebody who was erased. */
  madeByName: string | null;
}

const PERSON = `p.id, p.email, coalesce(p.name, '') AS name, p.password_hash IS NOT NULL AS "hasPassword",
  p.totp_secret IS NOT NULL AS "hasTotp",
  EXISTS (SELECT FROM passkey k WHERE k.person_id = p.id) AS "hasPasskey",
  ARRAY(SELECT x.issuer FROM external_identity x WHERE x.person_id = p.id) AS issuers, p.demo,
  p.disabled_at AS "disabledAt", p.created_at AS "createdAt",
  (SELECT max(seen_at) FROM session s WHERE s.person_id = p.id) AS "seenAt",
  (SELECT coalesce(json_agg(json_build_object('organisationId', o.id, 'organisation', o.name, 'role', m.role) ORDER BY o.name), '[]')
   FROM membership m JOIN organisation o ON o.id = m.organisation_id WHERE m.person_id = p.id) AS memberships`;
/** What somebody is found by: of what they belong to only what is among the organisations of `$1`. */
const SEARCHED = `concat_ws(' ', p.name, p.email, (SELECT string_agg(concat_ws(' ', o.name, m.role), ' ')
  FROM membership m JOIN organisation o ON o.id = m.organisation_id
  WHERE m.person_id = p.id AND ($1::uuid[] IS NULL OR m.organisation_id = ANY($1))))`;

export class PeopleRepository {
  constructor(private readonly sql: Sql) {}

  async credentialByEmail(email: string): Promise<CredentialRow | null> {
    return this.credential(`email = $1`, email);
  }

  async credentialOf(personId: string): Promise<CredentialRow | null> {
    return this.credential(`id = $1`, personId);
  }

  private async credential(where: string, value: string): Promise<CredentialRow | null> {
    const [row] = await this.sql.query<CredentialRow[]>(
      `SELECT ${CREDENTIAL} FROM person WHERE ${where} AND disabled_at IS NULL`,
      [value],
    );
    return row ?? null;
  }

  /** Whoever has this id or, without one, this address. */
  async account(who: { personId: string | null; email: string | null }): Promise<AccountRow | null> {
    const [row] = await this.sql.query<AccountRow[]>(
      `SELECT ${CREDENTIAL}, disabled_at IS NOT NULL AS disabled, demo FROM person
       WHERE CASE WHEN $1::uuid IS NULL THEN email = $2 ELSE id = $1 END`,
      [who.personId, who.email],
    );
    return row ?? null;
  }

  async one(personId: string): Promise<PersonRow | null> {
    const [row] = await this.sql.query<PersonRow[]>(`SELECT ${PERSON} FROM person p WHERE p.id = $1`, [
      personId,
    ]);
    return row ?? null;
  }

  /** Until the end of the transaction nobody else changes by what somebody comes in. */
  async lock(personId: string): Promise<void> {
    await this.sql.query(`SELECT FROM person WHERE id = $1 FOR UPDATE`, [personId]);
  }

  /** People of organisations, by name; null: everybody. @param page the key: name and id */
  async list(
    organisationIds: readonly string[] | null,
    { words = [], after, limit }: PageOf<OrderedById> = {},
  ): Promise<PersonRow[]> {
    const [name, id] = after ?? [];
    return this.sql.query<PersonRow[]>(
      `SELECT ${PERSON} FROM person p WHERE p.email IS NOT NULL AND ($1::uuid[] IS NULL OR EXISTS (
         SELECT FROM membership m WHERE m.person_id = p.id AND m.organisation_id = ANY($1)))
         AND ($2::uuid IS NULL OR (lower(coalesce(p.name, '')), p.id) > (lower($3::text), $2))
         AND ${hasWords(SEARCHED, '$4')}
       ORDER BY lower(coalesce(p.name, '')), p.id LIMIT $5`,
      [organisationIds, id, name, words, limit],
    );
  }

  /** A new person, or the one who has that address already. */
  async findOrMake(email: string, name: string, { demo = false } = {}): Promise<string> {
    const [row] = await this.sql.query<{ id: string }[]>(
      `INSERT INTO person (email, name, demo) VALUES ($1, $2, $3)
       ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id`,
      [email, name, demo],
    );
    if (!row) throw new Error('the person was not stored');
    return row.id;
  }

  async setPassword(personId: string, passwordHash: string): Promise<void> {
    await this.sql.query(`UPDATE person SET password_hash = $2 WHERE id = $1`, [personId, passwordHash]);
  }

  /** Puts a new hash of the same password in the place of an old one; one that was set meanwhile stays. */
  async renewHash(personId: string, before: string, after: string): Promise<void> {
    await this.sql.query(`UPDATE person SET password_hash = $3 WHERE id = $1 AND password_hash = $2`, [
      personId,
      before,
      after,
    ]);
  }

  /** What the organisations of somebody are called, and one that they are to join, and the kitchens of these. */
  async namesAround(personId: string | null, organisationId: string | null): Promise<string[]> {
    const rows = await this.sql.query<{ name: string }[]>(
      `WITH own AS (
         SELECT id, name FROM organisation
         WHERE id = $2::uuid OR id IN (SELECT organisation_id FROM membership WHERE person_id = $1::uuid))
       SELECT name FROM own
       UNION SELECT n.name FROM own JOIN kitchen_owner w ON w.organisation_id = own.id LEFT JOIN kitchen k ON k.id = w.kitchen_id,
         LATERAL unnest(ARRAY[w.kitchen_id, k.name, k.place]) AS n(name) WHERE n.name IS NOT NULL`,
      [personId, organisationId],
    );
    return rows.map(({ name }) => name);
  }

  async setTotp(personId: string, secret: string | null): Promise<void> {
    await this.sql.query(`UPDATE person SET totp_secret = $2 WHERE id = $1`, [personId, secret]);
  }

  /** Somebody without any factor but a password: in no session of theirs one counts as proved any longer. */
  async unproveFactors(personId: string): Promise<void> {
    await this.sql.query(
      `UPDATE session s SET second_factor = false FROM person p WHERE p.id = $1 AND s.person_id = p.id
         AND p.totp_secret IS NULL AND NOT EXISTS (SELECT FROM passkey k WHERE k.person_id = p.id)`,
      [personId],
    );
  }

  /** Forgets the authenticator and the passkeys of somebody. */
  async forgetFactors(personId: string): Promise<void> {
    await this.setTotp(personId, null);
    await this.sql.query(`DELETE FROM passkey WHERE person_id = $1`, [personId]);
  }

  /** A code counts once. @returns whether this period's was not used before */
  async useTotp(personId: string, period: number): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `WITH done AS (UPDATE person SET totp_used = $2 WHERE id = $1 AND totp_used < $2 RETURNING 1) SELECT * FROM done`,
      [personId, period],
    );
    return rows.length > 0;
  }

  async setDisabled(personId: string, disabled: boolean): Promise<void> {
    await this.sql.query(
      `UPDATE person SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, now()) END WHERE id = $1`,
      [personId, disabled],
    );
  }

  /** Removes what says who it was. The row stays, for what others may read of it: that somebody did something. */
  async erase(personId: string): Promise<void> {
    await this.setDisabled(personId, true);
    await this.forget(personId);
  }

  /** The same of somebody who is shut out already. */
  async forget(personId: string): Promise<void> {
    await this.sql.query(`SELECT forget_person($1)`, [personId]);
  }

  /** Puts somebody into an organisation with a role, or gives them another one there. */
  async join(personId: string, organisationId: string, role: Role): Promise<void> {
    await this.sql.query(
      `INSERT INTO membership (person_id, organisation_id, role) VALUES ($1, $2, $3)
       ON CONFLICT (person_id, organisation_id) DO UPDATE SET role = excluded.role`,
      [personId, organisationId, role],
    );
  }

  /** @returns the role that ended; null where there was none */
  async leave(personId: string, organisationId: string): Promise<Role | null> {
    const [row] = await this.sql.query<{ role: Role }[]>(
      `WITH gone AS (DELETE FROM membership WHERE person_id = $1 AND organisation_id = $2 RETURNING role) SELECT role FROM gone`,
      [personId, organisationId],
    );
    return row?.role ?? null;
  }

  /** Whether somebody is an admin who can come in. */
  async isAdmin(personId: string): Promise<boolean> {
    const [row] = await this.sql.query<{ is: boolean }[]>(
      `SELECT EXISTS (SELECT FROM person p JOIN membership m ON m.person_id = p.id
         WHERE p.id = $1 AND m.role = 'admin' AND p.disabled_at IS NULL AND NOT p.demo) AS is`,
      [personId],
    );
    return row?.is ?? false;
  }

  /** Admins who can come in. */
  async admins(): Promise<number> {
    const [row] = await this.sql.query<{ n: number }[]>(
      `SELECT count(DISTINCT p.id)::int AS n FROM person p JOIN membership m ON m.person_id = p.id
       WHERE m.role = 'admin' AND p.disabled_at IS NULL AND NOT p.demo`,
    );
    return row?.n ?? 0;
  }

  /** By name. @param ids null: all @param page the key: an id */
  async organisations(
    ids: readonly string[] | null,
    { kind, words = [], after, limit }: PageOf<string> & { kind?: OrganisationKind } = {},
  ): Promise<OrganisationRow[]> {
    return this.sql.query<OrganisationRow[]>(
      `SELECT o.id, o.name, o.kind, o.demo,
         (SELECT count(*)::int FROM membership m WHERE m.organisation_id = o.id) AS people,
         ARRAY(SELECT kitchen_id FROM kitchen_owner w WHERE w.organisation_id = o.id ORDER BY 1) AS kitchens,
         ARRAY(${unownedSql('o.id')} ORDER BY 1) AS "byDefault",
         ARRAY(SELECT kitchen_id FROM attribution a WHERE a.organisation_id = o.id ORDER BY 1) AS attributed
       FROM organisation o WHERE ($1::uuid[] IS NULL OR o.id = ANY($1)) AND ($2::text IS NULL OR o.kind = $2)
         AND ($3::uuid IS NULL OR o.name > (
           SELECT name FROM organisation WHERE id = $3 AND ($1::uuid[] IS NULL OR id = ANY($1))))
         AND ${hasWords('o.name', '$4')}
       ORDER BY o.name LIMIT $5`,
      [ids, kind, after, words, limit],
    );
  }

  /** @returns null where there is one of that name */
  async makeOrganisation(
    name: string,
    kind: OrganisationKind,
    { demo = false } = {},
  ): Promise<string | null> {
    const [row] = await this.sql.query<{ id: string }[]>(
      `INSERT INTO organisation (name, kind, demo) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id`,
      [name, kind, demo],
    );
    return row?.id ?? null;
  }

  async organisationByName(name: string): Promise<string | null> {
    const [row] = await this.sql.query<{ id: string }[]>(`SELECT id FROM organisation WHERE name = $1`, [
      name,
    ]);
    return row?.id ?? null;
  }

  /** Whose kitchens are; they are nobody else's then. */
  async ownKitchens(organisationId: string, kitchenIds: readonly string[]): Promise<void> {
    await this.sql.query(
      `INSERT INTO kitchen_owner (kitchen_id, organisation_id) SELECT unnest($2::text[]), $1
       ON CONFLICT (kitchen_id) DO UPDATE SET organisation_id = excluded.organisation_id`,
      [organisationId, kitchenIds],
    );
  }

  /** Which kitchens are attributed to a sponsor, in place of those before. */
  async attribute(organisationId: string, kitchenIds: readonly string[]): Promise<void> {
    await this.sql.query(
      `DELETE FROM attribution WHERE organisation_id = $1 AND kitchen_id <> ALL($2::text[])`,
      [organisationId, kitchenIds],
    );
    await this.sql.query(
      `INSERT INTO attribution (organisation_id, kitchen_id) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`,
      [organisationId, kitchenIds],
    );
  }

  async saveLink(link: {
    digest: Buffer;
    kind: LinkRow['kind'];
    email?: string | null;
    organisationId?: string | null;
    role?: Role | null;
    personId?: string | null;
    forgetsFactors?: boolean;
    madeBy: string | null;
    lifeMs: number;
  }): Promise<Date> {
    const [row] = await this.sql.query<{ expiresAt: Date }[]>(
      `INSERT INTO link (digest, kind, email, organisation_id, role, person_id, forgets_factors, made_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9 / 1000.0))
       RETURNING expires_at AS "expiresAt"`,
      [
        link.digest,
        link.kind,
        link.email ?? null,
        link.organisationId ?? null,
        link.role ?? null,
        link.personId ?? null,
        link.forgetsFactors ?? false,
        link.madeBy,
        link.lifeMs,
      ],
    );
    if (!row) throw new Error('the link was not stored');
    return row.expiresAt;
  }

  /** A link that was not used and has not expired. */
  async link(digest: Buffer): Promise<LinkRow | null> {
    const [row] = await this.sql.query<LinkRow[]>(
      `SELECT ${LINK} ${LINK_FROM} WHERE l.digest = $1 AND ${OPEN}`,
      [digest],
    );
    return row ?? null;
  }

  /**
   * Links that were not used and have not expired, newest first: to join one of these organisations, or to set the
   * password of somebody who is in no other. All at once: each ends within a week, and of those for the same only one stands.
   * @param organisationIds null: all
   */
  async openLinks(organisationIds: readonly string[] | null): Promise<OpenLinkRow[]> {
    return this.sql.query<OpenLinkRow[]>(
      `SELECT ${LINK}, l.created_at AS "createdAt", whom.name AS "personName", maker.name AS "madeByName"
       ${LINK_FROM} LEFT JOIN person whom ON whom.id = l.person_id LEFT JOIN person maker ON maker.id = l.made_by
       WHERE ${OPEN} AND ($1::uuid[] IS NULL OR CASE l.kind
         WHEN 'invite' THEN l.organisation_id = ANY($1)
         WHEN 'reset' THEN EXISTS (SELECT FROM membership m WHERE m.person_id = l.person_id)
           AND NOT EXISTS (SELECT FROM membership m WHERE m.person_id = l.person_id AND m.organisation_id <> ALL($1))
         ELSE false END)
       ORDER BY l.created_at DESC, l.id`,
      [organisationIds],
    );
  }

  /** Ends a link that was not used. @returns whether there was one */
  async endLink(id: string): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `WITH done AS (UPDATE link l SET used_at = now() WHERE l.id = $1 AND ${OPEN} RETURNING 1) SELECT * FROM done`,
      [id],
    );
    return rows.length > 0;
  }

  /** Ends invitations of somebody into an organisation that were not used: only the newest stands. */
  async endInvitations(email: string, organisationId: string): Promise<void> {
    await this.sql.query(
      `UPDATE link SET used_at = now() WHERE kind = 'invite' AND used_at IS NULL AND email = $1 AND organisation_id = $2`,
      [email, organisationId],
    );
  }

  /** Uses a link up: of two at the same time one gets it. */
  async useLink(digest: Buffer): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `WITH done AS (UPDATE link l SET used_at = now() WHERE l.digest = $1 AND ${OPEN} RETURNING 1) SELECT * FROM done`,
      [digest],
    );
    return rows.length > 0;
  }

  /** Ends links of this kind that were not used: only the newest stands. */
  async endLinks(kind: LinkRow['kind'], personId: string | null): Promise<void> {
    await this.sql.query(
      `UPDATE link SET used_at = now() WHERE kind = $1 AND used_at IS NULL AND person_id IS NOT DISTINCT FROM $2::uuid`,
      [kind, personId],
    );
  }

  /** Ends links that were not used and are for somebody: to set a password, or to join; there, or anywhere. */
  async endLinksTo(personId: string, organisationId: string | null): Promise<void> {
    await this.sql.query(
      `UPDATE link SET used_at = now() WHERE used_at IS NULL AND (person_id = $1
         OR email = (SELECT email FROM person WHERE id = $1) AND ($2::uuid IS NULL OR organisation_id = $2))`,
      [personId, organisationId],
    );
  }

  /** Ends links that were not used and that somebody made: they rest on the rights of then. */
  async endLinksMadeBy(personId: string): Promise<void> {
    await this.sql.query(`UPDATE link SET used_at = now() WHERE used_at IS NULL AND made_by = $1`, [
      personId,
    ]);
  }

  /** Makes transactions that may take an admin away wait for each other, so that each counts what the others left. */
  async oneAtATime(): Promise<void> {
    await this.sql.query(`SELECT pg_advisory_xact_lock(hashtext('bakeloop admins'))`);
  }

  /** Remembers who logged these events; who logged one first stays. */
  /** @param sentBy whose session brought them, where it was not the author's */
  async authored(personId: string, eventIds: readonly string[], sentBy: string | null = null): Promise<void> {
    await this.sql.query(
      `INSERT INTO event_author (event_id, person_id, sent_by) SELECT unnest($2::uuid[]), $1, $3 ON CONFLICT DO NOTHING`,
      [personId, eventIds, sentBy],
    );
  }

  async authoredCount(personId: string): Promise<number> {
    const [row] = await this.sql.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM event_author WHERE person_id = $1`,
      [personId],
    );
    return row?.n ?? 0;
  }

  /**
   * Of these events those that are stored, and of those the ones that this person logged, received at or after `since`,
   * and that nobody else has corrected.
   */
  async storedAndOwn(
    personId: string | null,
    eventIds: readonly string[],
    since: Date,
  ): Promise<Map<string, { own: boolean }>> {
    const rows = await this.sql.query<{ id: string; own: boolean }[]>(
      `SELECT e.id, a.person_id IS NOT NULL AND e.received_at >= $3 AND NOT EXISTS (
           SELECT FROM event c LEFT JOIN event_author by ON by.event_id = c.id
           WHERE c.supersedes = e.id AND by.person_id IS DISTINCT FROM $1) AS own
       FROM event e LEFT JOIN event_author a ON a.event_id = e.id AND a.person_id = $1
       WHERE e.id = ANY($2::uuid[])`,
      [personId, eventIds, since],
    );
    return new Map(rows.map(({ id, own }) => [id, { own }]));
  }
}

const CREDENTIAL = `id, password_hash AS "passwordHash", totp_secret AS "totpSecret", totp_used AS "totpUsed"`;
const OPEN = `l.used_at IS NULL AND l.expires_at > now()`;
const LINK = `l.id, l.kind, l.email, l.organisation_id AS "organisationId", o.name AS organisation, l.role,
  l.person_id AS "personId", l.forgets_factors AS "forgetsFactors", l.expires_at AS "expiresAt"`;
const LINK_FROM = `FROM link l LEFT JOIN organisation o ON o.id = l.organisation_id`;
