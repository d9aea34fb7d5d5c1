import { z } from 'zod';
import { kitchenId } from './api.js';
import type { Permission } from './permissions.js';

/**
 * A route of `/api/v1`. What comes in, and what it is for, is the API's alone: pages are built without `summary`, `params`,
 * `query` and `body`.
 */
export interface Route {
  /**
   * What it takes to use it. Where the request names a kitchen, in its path, query or scope, that kitchen has to be within
   * reach; what is public for the whole is so only for the whole, and then `ofKitchen` says what a kitchen takes.
   */
  permission: Permission;
  ofKitchen?: Permission;
  /** Of a person: who has not proved for ten minutes who they are does so first (`POST /session/proof`). */
  proved?: true;
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/api/v1`, with `{parameters}`. */
  path: string;
  summary: string;
  /** Of an answer that is no JSON, sent while it is read: a file. */
  media?: 'text/csv' | 'application/x-ndjson' | 'application/pdf' | 'image/jpeg' | 'application/octet-stream';
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  answer: z.ZodType;
}

export const limit = z.coerce.number().int().min(1).max(200).default(50).describe('items a page');
/** Room for the longest name, in any script, with an id. */
export const cursor = z.string().max(1_000).optional().describe('`next` of the page before');
export const paging = { limit, cursor };
export const kitchenParam = z.object({ kitchenId });
export const plainText = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !/\p{Cc}/u.test(text), 'a name holds no line break or other control character');
/** Of a list that comes page by page, narrowed to words. @param of what is searched */
export const searched = (of: string) => z.object({ ...paging, q: plainText(80).optional().describe(of) });
