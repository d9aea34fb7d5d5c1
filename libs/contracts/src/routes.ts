import { z } from 'zod';
import { channel, kitchenId, platformStatus, publicKitchen, series, totalsAnswer } from './api.js';
import { askedDay as day, askedInstant as instant } from './dates.js';
import { flowsAnswer, methodAnswer, metricAnswer, scope } from './ledger.js';
import { phoneRoutes } from './phone-routes.js';
import { kitchenParam, plainText, type Route } from './route.js';
import { channelName } from './presence.js';
import { checkedReceipt, checkReceipt } from './receipts.js';

const metricParam = z.object({ metric: plainText(64) });
const period = {
  from: day.optional(),
  to: day.optional().describe('last day, included'),
};
const scoped = { scope: scope.default('portfolio'), ...period };
const knownOn = instant.optional().describe('as it was known at this instant');

/** The routes that the pages call from their first screen on; what comes later with a page of its own is apart. */
export const pageRoutes = {
  ...phoneRoutes,
  status: {
    permission: 'public.see',
    method: 'GET',
    path: '/status',
    summary: 'What this Bakeloop runs on, and whether its numbers are a demonstration',
    answer: platformStatus,
  },
  publicKitchens: {
    permission: 'public.see',
    method: 'GET',
    path: '/public/kitchens',
    summary: 'Kitchens as everybody may know them',
    answer: z.object({ items: z.array(publicKitchen) }),
  },
  channels: {
    permission: 'kitchen.watch',
    method: 'GET',
    path: '/kitchens/{kitchenId}/channels',
    summary: 'Channels of a kitchen with their current values',
    params: kitchenParam,
    answer: z.object({ items: z.array(channel) }),
  },
  series: {
    permission: 'kitchen.watch',
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
  totals: {
    permission: 'public.see',
    ofKitchen: 'kitchen.see',
    method: 'GET',
    path: '/totals',
    summary: 'Totals of a period with their coverage; days are kitchen-local',
    query: z.object({
      kitchenId: kitchenId.optional(),
      from: day.optional(),
      to: day.optional().describe('last day, included'),
      by: z.enum(['all', 'day', 'kitchen']).default('all'),
    }),
    answer: totalsAnswer,
  },
  checkReceipt: {
    permission: 'public.see',
    method: 'POST',
    path: '/receipts/check',
    summary: 'Whether a receipt is of this Bakeloop (E5) and, where the event is given too, of that event',
    body: checkReceipt,
    answer: checkedReceipt,
  },
  method: {
    permission: 'public.see',
    method: 'GET',
    path: '/method',
    summary: 'Every metric: definition, formula, inputs, sources, pitfalls, worked example',
    answer: methodAnswer,
  },
  metric: {
    permission: 'public.see',
    ofKitchen: 'kitchen.see',
    method: 'GET',
    path: '/metrics/{metric}',
    summary: 'One figure with its uncertainty, coverage, quality, method and evidence',
    params: metricParam,
    query: z.object({ ...scoped, knownOn }),
    answer: metricAnswer,
  },
  metrics: {
    permission: 'public.see',
    ofKitchen: 'kitchen.see',
    method: 'GET',
    path: '/metrics',
    summary: 'Every figure of a scope',
    query: z.object({ ...scoped, knownOn }),
    answer: z.object({ items: z.array(metricAnswer) }),
  },
  flows: {
    permission: 'public.see',
    ofKitchen: 'kitchen.see',
    method: 'GET',
    path: '/flows',
    summary: 'Mass from deliveries to products over a period',
    query: z.object(scoped),
    answer: flowsAnswer,
  },
} as const satisfies Record<string, Route>;
export type PageRouteName = keyof typeof pageRoutes;
