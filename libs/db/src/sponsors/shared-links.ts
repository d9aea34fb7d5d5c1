import { PORTFOLIO_WORDS } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';
import { hasWords } from '../words-sql.js';

export interface SharedLinkRow {
  id: string;
  organisationId: string;
  organisation: string;
  scope: string;
  title: string;
  hasPassword: boolean;
  mayDownload: boolean;
  madeBy: string | null;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  views: number;
  viewedAt: Date | null;
}
/** What is known of a link that is open. */
export type OpenSharedLink = Pick<
  SharedLinkRow,
  'id' | 'organisationId' | 'organisation' | 'scope' | 'title' | 'mayDownload' | 'expiresAt'
> & { passwordHash: string | null };

const NAMED = `l.id, l.organisation_id AS "organisationId", o.name AS organisation, l.scope, l.title,
  l.may_download AS "mayDownload", l.expires_at AS "expiresAt"`;

/** What a link is found by, among others what it is said to show. */
const SEARCHED = `concat_ws(' ', l.title, o.name, l.scope, k.name, p.name,
  CASE l.scope WHEN 'portfolio' THEN '${Object.values(PORTFOLIO_WORDS).join(' ')}' END)`;

/** Links that show some figures to whoever holds one. */
export class SharedLinkRepository {
  constructor(private readonly sql: Sql) {}

  async save(link: {
    digest: Buffer;
    organisationId: string;
    scope: string;
    title: string;
    passwordHash: string | null;
    mayDownload: boolean;
    madeBy: string | null;
    expiresAt: Date;
  }): Promise<string> {
    const [row] = await this.sql.query<{ id: string }[]>(
      `INSERT INTO shared_link (digest, organisation_id, scope, title, password_hash, may_download, made_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
      [
        link.digest,
        link.organisationId,
        link.scope,
        link.title,
        link.passwordHash,
        link.mayDownload,
        link.madeBy,
        link.expiresAt,
      ],
    );
    if (!row) throw new Error('the link was not stored');
    return row.id;
  }

  /** Newest first. @param o.organisationIds null: of all */
  page(o: {
    organisationIds: readonly string[] | null;
    /** All of these, in any order and any case. */
    words: readonly string[];
    after?: { createdAt: string; id: string } | undefined;
    limit: number;
  }): Promise<(SharedLinkRow & { exactly: string })[]> {
    return this.sql.query(
      `SELECT ${NAMED}, l.password_hash IS NOT NULL AS "hasPassword", p.name AS "madeBy", l.created_at AS "createdAt",
         l.revoked_at AS "revokedAt", l.views::float8 AS views, l.viewed_at AS "viewedAt", l.created_at::text AS exactly
       FROM shared_link l JOIN organisation o ON o.id = l.organisation_id LEFT JOIN person p ON p.id = l.made_by
         LEFT JOIN kitchen k ON k.id = split_part(split_part(l.scope, ':', 2), '/', 1)
       WHERE ($1::uuid[] IS NULL OR l.organisation_id = ANY($1))
         AND ($2::timestamptz IS NULL OR (l.created_at, l.id) < ($2, $3::uuid))
         AND ${hasWords(SEARCHED, '$4')}
       ORDER BY l.created_at DESC, l.id DESC LIMIT $5`,
      [o.organisationIds, o.after?.createdAt ?? null, o.after?.id ?? null, o.words, o.limit],
    );
  }

  /** A link that is neither revoked nor expired. Of a sponsor's it shows a kitchen as long as that is attributed to it. */
  async open(digest: Buffer): Promise<OpenSharedLink | null> {
    const [row] = await this.sql.query<OpenSharedLink[]>(
      `SELECT ${NAMED}, l.password_hash AS "passwordHash" FROM shared_link l JOIN organisation o ON o.id = l.organisation_id
       WHERE l.digest = $1 AND l.revoked_at IS NULL AND l.expires_at > now()
         AND (o.kind <> 'sponsor' OR l.scope = 'portfolio' OR l.scope LIKE 'sponsor:%' OR EXISTS (SELECT FROM attribution a
           WHERE a.organisation_id = o.id AND a.kitchen_id = split_part(split_part(l.scope, ':', 2), '/', 1)))`,
      [digest],
    );
    return row ?? null;
  }

  /** Ends a link. @returns its digest; null where there is none that stands, in these organisations */
  async revoke(id: string, organisationIds: readonly string[] | null): Promise<Buffer | null> {
    const [row] = await this.sql.query<{ digest: Buffer }[]>(
      `WITH done AS (UPDATE shared_link SET revoked_at = now()
         WHERE id = $1 AND revoked_at IS NULL AND ($2::uuid[] IS NULL OR organisation_id = ANY($2)) RETURNING digest)
       SELECT digest FROM done`,
      [id, organisationIds],
    );
    return row?.digest ?? null;
  }

  async viewed(id: string, times: number): Promise<void> {
    await this.sql.query(`UPDATE shared_link SET views = views + $2, viewed_at = now() WHERE id = $1`, [
      id,
      times,
    ]);
  }
}
