import { PERMISSION_NAMES, PERMISSIONS, ROLES, routes, type Route } from '@bakeloop/contracts';
import { AuditRepository } from '@bakeloop/db';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { API_ROOT, Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';

/** Id of the last entry of a page. */
const position = z.tuple([z.int()]);

/** Who may do what, and who did. */
@Controller()
export class AuditController {
  constructor(private readonly audit: AuditRepository) {}

  @Endpoint('audit')
  async page(@Input('audit') { query }: RequestOf<'audit'>): Promise<AnswerOf<'audit'>> {
    const { text, actorId, from, to, limit, cursor } = query;
    const rows = await this.audit.page({
      text,
      actorId,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      before: decodeCursor(position, cursor)?.[0],
      limit: limit + 1,
    });
    return pageOf(
      rows,
      limit,
      ({ id, at, before, after, ...row }) => ({
        id: String(id),
        at: at.toISOString(),
        ...row,
        before: before ?? null,
        after: after ?? null,
      }),
      ({ id }) => [id],
    );
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
