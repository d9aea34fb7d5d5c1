import { z } from 'zod';
import {
  batchDetail,
  batchSummary,
  channel,
  deadLetter,
  kitchenDetail,
  kitchenId,
  kitchenSummary,
  page,
  platformStatus,
  postEvents,
  postEventsAnswer,
  series,
  totalsAnswer,
} from './api.js';
import { channelName } from './presence.js';

/**
 * Every route of `/api/v1`, once: the controllers validate with it, the OpenAPI document is made from it, the web apps
 * call through it.
 */
export interface Route {
  method: 'GET' | 'POST';
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
const paging = { limit, cursor };
const kitchenParam = z.object({ kitchenId });
const instant = z.iso.datetime({ offset: true });

export const routes = {
  status: {
    method: 'GET',
    path: '/status',
    summary: 'What this Bakeloop runs on, and whether its numbers are a demonstration',
    answer: platformStatus,
  },
  kitchens: {
    method: 'GET',
    path: '/kitchens',
    summary: 'Kitchens, most troubled first',
    query: z.object(paging),
    answer: page(kitchenSummary),
  },
  kitchen: {
    method: 'GET',
    path: '/kitchens/{kitchenId}',
    summary: 'One kitchen',
    params: kitchenParam,
    answer: kitchenDetail,
  },
  channels: {
    method: 'GET',
    path: '/kitchens/{kitchenId}/channels',
    summary: 'Channels of a kitchen with their current values',
    params: kitchenParam,
    answer: z.object({ items: z.array(channel) }),
  },
  series: {
    method: 'GET',
    path: '/kitchens/{kitchenId}/series',
    summary: 'A channel over time, in the resolution that fits the width',
    params: kitchenParam,
    query: z.object({
      channel: channelName,
      from: instant,
      to: instant,
      width: z.coerce
        .number()
        .int()
        .min(10)
        .max(2_000)
        .default(600)
        .describe('points wanted at most, pixels'),
    }),
    answer: series,
  },
  batches: {
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
    method: 'GET',
    path: '/kitchens/{kitchenId}/batches/{batchId}',
    summary: 'One batch: mass balance, metrics with their inputs, every event',
    params: kitchenParam.extend({ batchId: z.string().min(1).max(64) }),
    answer: batchDetail,
  },
  totals: {
    method: 'GET',
    path: '/totals',
    summary: 'Totals of a period with their coverage; days are kitchen-local',
    query: z.object({
      kitchenId: kitchenId.optional(),
      from: z.iso.date().optional(),
      to: z.iso.date().optional().describe('last day, included'),
      by: z.enum(['all', 'day', 'kitchen']).default('all'),
    }),
    answer: totalsAnswer,
  },
  deadLetters: {
    method: 'GET',
    path: '/dead-letters',
    summary: 'What was refused, with the reason, newest first',
    query: z.object({ ...paging, kitchenId: kitchenId.optional() }),
    answer: page(deadLetter),
  },
  postEvents: {
    method: 'POST',
    path: '/kitchens/{kitchenId}/events',
    summary: 'Batch-log events (E5); each gets its own answer',
    params: kitchenParam,
    body: postEvents,
    answer: postEventsAnswer,
  },
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof routes;
