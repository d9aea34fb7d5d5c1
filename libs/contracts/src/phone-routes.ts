import { z } from 'zod';
import {
  batchDetail,
  batchSummary,
  kitchenDetail,
  kitchenId,
  kitchenSummary,
  page,
  postEvents,
  postEventsAnswer,
} from './api.js';
import { done, madeToken, makeToken, sessionAnswer } from './identity.js';
import { lotSummary } from './ledger.js';
import type { Permission } from './permissions.js';
import { receiptKeys } from './receipts.js';

/** One route of the API. */
export interface Route {
  /**
   * What it takes to use it. Where the request names a kitchen, in its path, query or scope, that kitchen has to be within
   * reach; what is public for the whole is so only for the whole, and then `ofKitchen` says what a kitchen takes.
   */
  permission: Permission;
  ofKitchen?: Permission;
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/api/v1`, with `{parameters}`. */
  path: string;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  answer: z.ZodType;
}

const limit = z.coerce.number().int().min(1).max(200).default(50).describe('items a page');
const cursor = z.string().max(200).optional().describe('`next` of the page before');
export const paging = { limit, cursor };
export const kitchenParam = z.object({ kitchenId });
export const plainText = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !/\p{Cc}/u.test(text), 'a name holds no line break or other control character');

/**
 * The routes that the operator's phone calls: in a file of their own, since a phone at the edge of a cell pays for every
 * schema that comes with its first screen.
 */
export const phoneRoutes = {
  kitchens: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens',
    summary: 'Kitchens, most troubled first',
    query: z.object(paging),
    answer: page(kitchenSummary),
  },
  kitchen: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}',
    summary: 'One kitchen',
    params: kitchenParam,
    answer: kitchenDetail,
  },
  batches: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/batches',
    summary: 'Batches, newest first',
    query: z.object({
      ...paging,
      kitchenId: kitchenId.optional(),
      status: z.enum(['running', 'finished', 'incomplete']).optional(),
      flagged: z.enum(['true', 'false']).optional(),
    }),
    answer: page(batchSummary),
  },
  batch: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/batches/{batchId}',
    summary: 'One batch: mass balance, metrics with their inputs, every event',
    params: kitchenParam.extend({ batchId: plainText(64) }),
    answer: batchDetail,
  },
  postEvents: {
    permission: 'log.write',
    method: 'POST',
    path: '/kitchens/{kitchenId}/events',
    summary: 'Batch-log events (E5); each gets its own answer',
    params: kitchenParam,
    body: postEvents,
    answer: postEventsAnswer,
  },
  receiptKeys: {
    permission: 'public.see',
    method: 'GET',
    path: '/receipts/keys',
    summary:
      'Public keys that receipts are signed with (E5), newest first, as a JWK Set; none is ever taken away',
    answer: receiptKeys,
  },
  lots: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/lots',
    summary: 'Lots of a kitchen with what was put in and taken out, newest first',
    params: kitchenParam,
    query: z.object(paging),
    answer: page(lotSummary),
  },
  session: {
    permission: 'session.open',
    method: 'GET',
    path: '/session',
    summary: 'Who looks, and what they may do',
    answer: sessionAnswer,
  },
  signOut: {
    permission: 'account.manage',
    method: 'DELETE',
    path: '/session',
    summary: 'Sign out here',
    answer: done,
  },
  makeToken: {
    permission: 'account.manage',
    method: 'POST',
    path: '/account/tokens',
    summary: 'A token for a program, sent as `Authorization: Bearer`; shown once',
    body: makeToken,
    answer: madeToken,
  },
} as const satisfies Record<string, Route>;
export type PhoneRouteName = keyof typeof phoneRoutes;
