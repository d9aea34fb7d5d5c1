import { CANARY_ID, type Role, type SecondFactorOf, type Standing } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';
import type { OrderedById, PageOf } from '../page.js';
import { hasWords } from '../words-sql.js';

export interface SessionRow {
  id: string;
  personId: string;
  createdAt: Date;
  seenAt: Date;
  rotatedAt: Date;
  expiresAt: Date;
  address: string;
  agent: string;
}
/** Who a session or token speaks for, with the roles of now. */
export interface PrincipalRow {
  person: { id: string; name: string; email: string; demo: boolean } | null;
  standings: Standing[];
}
export type SessionPrincipalRow = PrincipalRow & {
  session: SessionRow;
  isFormer: boolean;
  /** Of whom a second factor is asked that was not proved in it. */
  lacksFactorOf: SecondFactorOf;
  /** Its person proved just now who they are. */
  isProved: boolean;
};
export type TokenPrincipalRow = PrincipalRow & {
  token: { id: string; name: string; scopes: string[]; usedAt: Date | null };
};

/** SQL of the kitchens that are an organisation's because nobody was said to own them. @param organisationId SQL of its id */
export const unownedSql = (organisationId: string): string =>
  `SELECT id FROM kitchen WHERE id <> '${CANARY_ID}' AND id NOT IN (SELECT kitchen_id FROM kitchen_owner)
     AND ${organisationId} = (SELECT default_owner FROM deployment)`;

/**
 * SQL of the standings of a person, or of one organisation and role, as JSON. A kitchen that nobody was said to own is its
 * of whom the deployment says so; the canary is nobody's.
 * @param memberships SQL of rows (organisation_id, role)
 */
const standingsSql = (memberships: string): string => `
  (SELECT coalesce(json_agg(json_build_object(
     'organisationId', m.organisation_id, 'role', m.role,
     'own', (SELECT coalesce(json_agg(k.id), '[]') FROM (
        SELECT kitchen_id AS id FROM kitchen_owner WHERE organisation_id = m.organisation_id
        UNION ALL
        ${unownedSql('m.organisation_id')}) k),
     'attributed', (SELECT coalesce(json_agg(a.kitchen_id), '[]') FROM attribution a WHERE a.organisation_id = m.organisation_id)
   )), '[]') FROM ${memberships} m)`;

const PERSON = `json_build_object('id', p.id, 'name', coalesce(p.name, ''), 'email', p.email, 'demo', p.demo)`;
const OF_PERSON = `(SELECT organisation_id, role FROM membership WHERE person_id = p.id)`;
/** SQL of the standings of a person p. */
export const standingsOfPersonSql = standingsSql(OF_PERSON);
const TOKEN_STANDINGS = `CASE WHEN p.id IS NOT NULL THEN ${standingsOfPersonSql}
  ELSE ${standingsSql('(SELECT t.organisation_id, t.role)')} END`;
/** Tokens that stand, as a FROM with its first condition. */
const STANDING_TOKENS = `api_token t LEFT JOIN person p ON p.id = t.person_id
  WHERE t.revoked_at IS NULL AND t.expires_at > now() AND (t.person_id IS NULL OR p.disabled_at IS NULL)`;
const TOKEN = `t.id, t.name, t.scopes, t.person_id AS "personId", o.name AS organisation, t.role, t.created_at AS "createdAt",
  t.expires_at AS "expiresAt", t.used_at AS "usedAt", t.revoked_at AS "revokedAt"`;
const TOKEN_FROM = `api_token t LEFT JOIN organisation o ON o.id = t.organisation_id`;
/** Of a session s. A deployment that nobody has settled yet is as careful as any. */
const LACKS_FACTOR_OF = `CASE WHEN s.second_factor THEN 'nobody' ELSE coalesce(
  (SELECT CASE WHEN demo THEN 'nobody' ELSE second_factor_of END FROM deployment), 'staff') END AS "lacksFactorOf"`;
const SESSION = `s.id, s.person_id AS "personId", s.created_at AS "createdAt", s.seen_at AS "seenAt",
  s.rotated_at AS "rotatedAt", s.expires_at AS "expiresAt", s.address, s.agent`;

export class PrincipalRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * Who a session that stands speaks for.
   * @param formerForMs how long after a rotation the digest before is taken
   * @param idleMs how long a session may be unused
   * @param provedForMs how long it is taken that its person is the one who proved it
   */
  async ofSession(
    digest: Buffer,
    { formerForMs, idleMs, provedForMs }: { formerForMs: number; idleMs: number; provedForMs: number },
  ): Promise<SessionPrincipalRow | null> {
    const [row] = await this.sql.query<(SessionRow & PrincipalRow & Omit<SessionPrincipalRow, 'session'>)[]>(
      `SELECT ${SESSION}, s.digest <> $1 AS "isFormer", ${LACKS_FACTOR_OF},
         coalesce(s.proved_at > now() - make_interval(secs => $4 / 1000.0), false) AS "isProved", ${PERSON} AS person,
         ${standingsOfPersonSql} AS standings
       FROM session s JOIN person p ON p.id = s.person_id AND p.disabled_at IS NULL
       WHERE (s.digest = $1 OR (s.former_digest = $1 AND s.rotated_at > now() - make_interval(secs => $2 / 1000.0)))
         AND s.expires_at > now() AND s.seen_at > now() - make_interval(secs => $3 / 1000.0)`,
      [digest, formerForMs, idleMs, provedForMs],
    );
    if (!row) return null;
    const { isFormer, lacksFactorOf, isProved, person, standings, ...session } = row;
    return { session, isFormer, lacksFactorOf, isProved, person, standings };
  }

  /** Who a token that stands speaks for: a person with the roles of now, or a service. */
  async ofToken(digest: Buffer): Promise<TokenPrincipalRow | null> {
    const [row] = await this.sql.query<(PrincipalRow & TokenPrincipalRow['token'])[]>(
      `SELECT t.id, t.name, t.scopes, t.used_at AS "usedAt", CASE WHEN p.id IS NOT NULL THEN ${PERSON} END AS person,
         ${TOKEN_STANDINGS} AS standings
       FROM ${STANDING_TOKENS} AND t.digest = $1`,
      [digest],
    );
    if (!row) return null;
    const { person, standings, ...token } = row;
    return { token, person, standings };
  }

  /** The roles of a person of now; null where there is none or they are not to come in. */
  async standingsOf(personId: string): Promise<Standing[] | null> {
    const [row] = await this.sql.query<{ standings: Standing[] }[]>(
      `SELECT ${standingsOfPersonSql} AS standings FROM person p WHERE p.id = $1 AND p.disabled_at IS NULL`,
      [personId],
    );
    return row?.standings ?? null;
  }

  /** People who may come in, by name, with the roles of now. */
  people(): Promise<{ id: string; name: string; standings: Standing[] }[]> {
    return this.sql.query(
      `SELECT p.id, p.name, ${standingsOfPersonSql} AS standings FROM person p
       WHERE p.disabled_at IS NULL AND p.name IS NOT NULL AND EXISTS (SELECT FROM membership WHERE person_id = p.id)
       ORDER BY p.name, p.id`,
    );
  }

  /** The roles of now behind sessions and tokens that stand, by their id; of a session when somebody last acted in it. */
  async standing(
    sessionIds: readonly string[],
    tokenIds: readonly string[],
  ): Promise<Map<string, StandingRow>> {
    const rows = await this.sql.query<({ id: string } & StandingRow)[]>(
      `SELECT s.id, ${standingsOfPersonSql} AS standings, s.seen_at AS "seenAt", ${LACKS_FACTOR_OF}
       FROM session s JOIN person p ON p.id = s.person_id AND p.disabled_at IS NULL
       WHERE s.id = ANY($1::uuid[]) AND s.expires_at > now()
       UNION ALL
       SELECT t.id, ${TOKEN_STANDINGS}, NULL, 'nobody' FROM ${STANDING_TOKENS} AND t.id = ANY($2::uuid[])`,
      [sessionIds, tokenIds],
    );
    return new Map(rows.map(({ id, ...row }) => [id, row]));
  }

  async openSession(session: {
    digest: Buffer;
    personId: string;
    address: string;
    agent: string;
    secondFactor: boolean;
    /** Null: nobody says when its person proved who they are. */
    provedAgoMs: number | null;
    lifeMs: number;
  }): Promise<string> {
    const [row] = await this.sql.query<{ id: string }[]>(
      `INSERT INTO session (digest, person_id, address, agent, second_factor, proved_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() - make_interval(secs => $6 / 1000.0), now() + make_interval(secs => $7 / 1000.0))
       RETURNING id`,
      [
        session.digest,
        session.personId,
        session.address,
        session.agent,
        session.secondFactor,
        session.provedAgoMs,
        session.lifeMs,
      ],
    );
    if (!row) throw new Error('the session was not stored');
    return row.id;
  }

  /** Gives a session another secret, once: of two at the same time one does. @returns whether this one did */
  async rotateSession(id: string, from: Buffer, to: Buffer): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `WITH moved AS (UPDATE session SET former_digest = digest, digest = $3, rotated_at = now()
         WHERE id = $1 AND digest = $2 RETURNING 1) SELECT * FROM moved`,
      [id, from, to],
    );
    return rows.length > 0;
  }

  /** In this session its person has proved a second factor. */
  async proveFactor(id: string): Promise<void> {
    await this.sql.query(`UPDATE session SET second_factor = true WHERE id = $1`, [id]);
  }

  /** Its person has proved again who they are. */
  async proveAgain(id: string): Promise<void> {
    await this.sql.query(`UPDATE session SET proved_at = now() WHERE id = $1`, [id]);
  }

  /** Somebody acted in it just now. */
  async seenSession(id: string): Promise<void> {
    await this.sql.query(`UPDATE session SET seen_at = now() WHERE id = $1`, [id]);
  }

  async sessionsOf(personId: string): Promise<SessionRow[]> {
    return this.sql.query<SessionRow[]>(
      `SELECT ${SESSION} FROM session s WHERE person_id = $1 AND expires_at > now() ORDER BY seen_at DESC`,
      [personId],
    );
  }

  /** @param except a session that stays @param id only this one @returns the sessions that were ended */
  async endSessions(
    personId: string,
    { id = null, except = null }: { id?: string | null; except?: string | null } = {},
  ): Promise<string[]> {
    const rows = await this.sql.query<{ id: string }[]>(
      `WITH gone AS (DELETE FROM session WHERE person_id = $1 AND ($2::uuid IS NULL OR id = $2)
         AND ($3::uuid IS NULL OR id <> $3) RETURNING id) SELECT id FROM gone`,
      [personId, id, except],
    );
    return rows.map((row) => row.id);
  }

  async usedToken(id: string): Promise<void> {
    await this.sql.query(`UPDATE api_token SET used_at = now() WHERE id = $1`, [id]);
  }

  async saveToken(token: {
    digest: Buffer;
    name: string;
    personId: string | null;
    organisationId: string | null;
    role: Role | null;
    scopes: readonly string[];
    /** Ends when its owner is signed out everywhere. */
    phone: boolean;
    lifeMs: number;
  }): Promise<string> {
    const [row] = await this.sql.query<{ id: string }[]>(
      `INSERT INTO api_token (digest, name, person_id, organisation_id, role, scopes, phone, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8 / 1000.0)) RETURNING id`,
      [
        token.digest,
        token.name,
        token.personId,
        token.organisationId,
        token.role,
        token.scopes,
        token.phone,
        token.lifeMs,
      ],
    );
    if (!row) throw new Error('the token was not stored');
    return row.id;
  }

  async token(id: string): Promise<TokenRow | null> {
    const [row] = await this.sql.query<TokenRow[]>(`SELECT ${TOKEN} FROM ${TOKEN_FROM} WHERE t.id = $1`, [
      id,
    ]);
    return row ?? null;
  }

  /**
   * A person's own tokens; with `services` those of services too. Newest first.
   * @param page the key: when it was made, and its id
   */
  async tokensOf(
    personId: string,
    services: boolean,
    { words = [], after, limit }: PageOf<OrderedById>,
  ): Promise<(TokenRow & { exactly: string })[]> {
    const [createdAt, id] = after ?? [];
    return this.sql.query(
      `SELECT ${TOKEN}, t.created_at::text AS exactly FROM ${TOKEN_FROM}
       WHERE (t.person_id = $1 OR ($2 AND t.person_id IS NULL))
         AND ($3::timestamptz IS NULL OR (t.created_at, t.id) < ($3, $4::uuid))
         AND ${hasWords(`concat_ws(' ', t.name, o.name, t.role, array_to_string(t.scopes, ' '))`, '$5')}
       ORDER BY t.created_at DESC, t.id DESC LIMIT $6`,
      [personId, services, createdAt, id, words, limit],
    );
  }

  /** Ends all tokens of a person. @param of `phones`: those kept on phones only */
  async revokeTokensOf(personId: string, of: 'all' | 'phones' = 'all'): Promise<void> {
    await this.sql.query(
      `UPDATE api_token SET revoked_at = coalesce(revoked_at, now()) WHERE person_id = $1 AND (phone OR $2)`,
      [personId, of === 'all'],
    );
  }

  /** @returns whether there was such a token that stood */
  async revokeToken(id: string, personId: string, services: boolean): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `WITH done AS (UPDATE api_token SET revoked_at = now()
         WHERE id = $1 AND revoked_at IS NULL AND (person_id = $2 OR ($3 AND person_id IS NULL)) RETURNING 1)
       SELECT * FROM done`,
      [id, personId, services],
    );
    return rows.length > 0;
  }
}

interface StandingRow {
  standings: Standing[];
  seenAt: Date | null;
  lacksFactorOf: SecondFactorOf;
}

export interface TokenRow {
  id: string;
  name: string;
  scopes: string[];
  personId: string | null;
  organisation: string | null;
  role: Role | null;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  revokedAt: Date | null;
}
