import { csvLine, PERMISSION_NAMES, PERMISSIONS, ROLES, routes, type Route } from '@bakeloop/contracts';
import { AuditRepository, type AuditFilter, type AuditRow } from '@bakeloop/db';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { API_ROOT, Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { sendFile } from '../http/send-file.js';

/** Id of the last entry of a page. */
const position = z.tuple([z.int()]);

/** Entries read at a time while a file is sent: as much as is in memory, however long the log is. */
const AT_ONCE = 1_000;
const COLUMNS = [
  'at',
  'actorKind',
  'actorId',
  'actorName',
  'address',
  'requestId',
  'action',
  'subject',
  'before',
  'after',
] as const satisfies readonly (keyof AuditRow)[];

/** Who may do what, and who did. */
@Controller()
export class AuditController {
  constructor(private readonly audit: AuditRepository) {}

  @Endpoint('audit')
  async page(@Input('audit') { query }: RequestOf<'audit'>): Promise<AnswerOf<'audit'>> {
    const { limit, cursor, ...filter } = query;
    const rows = await this.audit.page({
      ...filterOf(filter),
      before: decodeCursor(position, cursor)?.[0],
      limit: limit + 1,
    });
    return pageOf(rows, limit, viewOf, ({ id }) => [id]);
  }

  @Endpoint('auditTable')
  table(
    @Input('auditTable') { query }: RequestOf<'auditTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const lineOf = (row: AuditRow): string => csvLine(COLUMNS.map((column) => row[column]));
    return this.send(query, asking, response, { name: 'csv', head: csvLine(COLUMNS), lineOf });
  }

  @Endpoint('auditLines')
  lines(
    @Input('auditLines') { query }: RequestOf<'auditLines'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const lineOf = (row: AuditRow): string => `${JSON.stringify(viewOf(row))}\n`;
    return this.send(query, asking, response, { name: 'ndjson', head: '', lineOf });
  }

  /** Sends a file while it is read, at the pace of who takes it. What is added meanwhile is not in it. */
  private async send(
    query: AuditQuery,
    { actor }: Asking,
    response: Response,
    { name, head, lineOf }: { name: string; head: string; lineOf: (row: AuditRow) => string },
  ): Promise<void> {
    const { audit } = this;
    const filter = filterOf(query);
    // Noted before anything leaves: whoever breaks off has had what came so far.
    await audit.note(actor, {
      action: 'audit.exported',
      subject: 'platform',
      after: { format: name, ...query },
    });
    const first = await audit.page({ ...filter, limit: AT_ONCE });
    async function* parts(): AsyncGenerator<string> {
      yield head;
      for (let rows = first; rows.length > 0;) {
        yield rows.map(lineOf).join('');
        const before = rows.length < AT_ONCE ? undefined : rows.at(-1)?.id;
        rows = before === undefined ? [] : await audit.page({ ...filter, before, limit: AT_ONCE });
      }
    }
    const day = new Date().toISOString().slice(0, 10);
    await sendFile(response, `bakeloop-audit-${day}.${name}`, parts());
  }

  @Endpoint('permissions')
  permissions(): AnswerOf<'permissions'> {
    return {
      permissions: PERMISSION_NAMES.map((name) => {
        const row = PERMISSIONS[name];
        const columns = ['public', ...ROLES] as const;
        return {
          name,
          says: row.says,
          reaches: Object.fromEntries(
            columns.map((column) => [column, row[column]]),
          ) as AnswerOf<'permissions'>['permissions'][number]['reaches'],
        };
      }),
      routes: Object.values<Route>(routes).map(({ method, path, summary, permission }) => ({
        method,
        path: API_ROOT + path,
        summary,
        permission,
      })),
    };
  }
}

type AuditQuery = RequestOf<'auditTable'>['query'];

function filterOf({ text, actorId, from, to }: AuditQuery): AuditFilter {
  return {
    text,
    actorId,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}

function viewOf({ id, at, before, after, ...row }: AuditRow): AnswerOf<'audit'>['items'][number] {
  return { id: String(id), at: at.toISOString(), ...row, before: before ?? null, after: after ?? null };
}
