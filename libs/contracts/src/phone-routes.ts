import { REFERENCE_KINDS } from '@bakeloop/domain';
import { z } from 'zod';
import { safetyAlarm } from './safety.js';
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
import { referenceRecord } from './ledger.js';
import { lotSummary } from './lots.js';
import { receiptKeys } from './receipts.js';
import { kitchenParam, paging, plainText, type Route } from './route.js';

const partOfId = plainText(64).optional().describe('part of its id, in any case');

/** The routes that the operator's phone calls, apart from the others: what it does not call it need not load. */
export const phoneRoutes = {
  session: {
    permission: 'session.open',
    method: 'GET',
    path: '/session',
    summary: 'Who looks, and what they may do',
    answer: sessionAnswer,
  },
  signOut: {
    permission: 'factor.set',
    method: 'DELETE',
    path: '/session',
    summary: 'Sign out here',
    answer: done,
  },
  kitchens: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens',
    summary: 'Kitchens, most troubled first or by id',
    query: z.object({
      ...paging,
      order: z
        .enum(['trouble', 'id'])
        .default('trouble')
        .describe('by id no kitchen is missed or comes twice, whatever happens between two pages'),
    }),
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
      q: partOfId,
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
  lots: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/lots',
    summary: 'Lots of a kitchen with what was put in and taken out, newest first',
    params: kitchenParam,
    query: z.object({ ...paging, q: partOfId }),
    answer: page(lotSummary),
  },
  safety: {
    permission: 'log.write',
    method: 'GET',
    path: '/kitchens/{kitchenId}/safety',
    summary: 'Alarms of a kitchen where people can come to harm, that are on now',
    params: kitchenParam,
    answer: z.object({ items: z.array(safetyAlarm) }),
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
  makeToken: {
    permission: 'account.manage',
    method: 'POST',
    path: '/account/tokens',
    summary: 'A token for a program, sent as `Authorization: Bearer`; shown once',
    body: makeToken,
    answer: madeToken,
  },
  references: {
    permission: 'public.see',
    method: 'GET',
    path: '/reference/{kind}',
    summary: 'Reference data of a kind: the newest version of each record',
    params: z.object({ kind: z.enum(REFERENCE_KINDS) }),
    answer: z.object({ items: z.array(referenceRecord) }),
  },
  receiptKeys: {
    permission: 'public.see',
    method: 'GET',
    path: '/receipts/keys',
    summary:
      'Public keys that receipts are signed with (E5), newest first, as a JWK Set; none is ever taken away',
    answer: receiptKeys,
  },
} as const satisfies Record<string, Route>;
export type PhoneRouteName = keyof typeof phoneRoutes;
