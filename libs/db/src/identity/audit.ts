import type { Sql } from '../engine.js';

/** Who did something, and from where. */
export interface Actor {
  kind: 'person' | 'service' | 'public' | 'platform';
  /** Of the person or the token. */
  id: string | null;
  address: string | null;
  requestId: string | null;
}

/** Whose name stands on a decision: as they are called now, and who that is, so that it goes when they are forgotten. */
export interface Author {
  name: string;
  /** Null: no person, for example a service. */
  personId: string | null;
}

export interface AuditEntry {
  /** For example `session.opened`. */
  action: string;
  /** What it was done to, for example `person:…` or `kitchen:ke-nbo-01`. */
  subject: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}
export interface AuditRow {
  id: number;
  at: Date;
  actorKind: Actor['kind'];
  actorId: string | null;
  /** As they are called now; null when erased, or no person. */
  actorName: string | null;
  address: string | null;
  requestId: string | null;
  action: string;
  subject: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

export interface AuditFilter {
  text?: string | undefined;
  actorId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

/** Writes down who did what, in the transaction of what was done where there is one. */
export async function writeAudit(sql: Sql, actor: Actor, entry: AuditEntry): Promise<void> {
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  await sql.query(
    // Where it was done from is forgotten in time, what was done is not: so the two are apart.
    `WITH entry AS (
       INSERT INTO audit_entry (actor_kind, actor_id, request_id, action, subject, before, after)
       VALUES ($1, $2, $4, $5, $6, $7, $8) RETURNING id)
     INSERT INTO audit_address (entry_id, address) SELECT id, $3 FROM entry WHERE $3::text IS NOT NULL`,
    [
      actor.kind,
      actor.id,
      actor.address,
      actor.requestId,
      entry.action,
      entry.subject,
      json(entry.before),
      json(entry.after),
    ],
  );
}

export class AuditRepository {
  constructor(private readonly sql: Sql) {}

  note(actor: Actor, entry: AuditEntry): Promise<void> {
    return writeAudit(this.sql, actor, entry);
  }

  /** Newest first; the address of an entry is null once it was forgotten. @param o.text found in the action or the subject @param o.before only entries with a smaller id */
  async page(o: AuditFilter & { before?: number | undefined; limit: number }): Promise<AuditRow[]> {
    return this.sql.query<AuditRow[]>(
      `SELECT a.id, a.at, a.actor_kind AS "actorKind", a.actor_id AS "actorId", coalesce(p.name, t.name) AS "actorName",
         (SELECT address FROM audit_address d WHERE d.entry_id = a.id) AS address, a.request_id AS "requestId", a.action, a.subject, a.before, a.after
       FROM audit_entry a LEFT JOIN person p ON p.id = a.actor_id LEFT JOIN api_token t ON t.id = a.actor_id
       WHERE ($1::text IS NULL OR strpos(lower(a.action || ' ' || a.subject), lower($1)) > 0)
         AND ($2::uuid IS NULL OR a.actor_id = $2) AND ($3::timestamptz IS NULL OR a.at >= $3)
         AND ($4::timestamptz IS NULL OR a.at < $4) AND ($5::int8 IS NULL OR a.id < $5)
       ORDER BY a.id DESC LIMIT $6`,
      [o.text ?? null, o.actorId ?? null, o.from ?? null, o.to ?? null, o.before ?? null, o.limit],
    );
  }
}
