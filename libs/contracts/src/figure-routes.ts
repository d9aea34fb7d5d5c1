import { REFERENCE_KINDS } from '@bakeloop/domain';
import { z } from 'zod';
import { askedDay as day, askedInstant as instant } from './dates.js';
import {
  eventDetail,
  evidenceAnswer,
  flowsAnswer,
  METRIC_GRAINS,
  metricChangesAnswer,
  metricOverTime,
  periodBalance,
  publishReference,
  referenceRecord,
  scope,
} from './ledger.js';
import { kitchenParam, paging, plainText, type Route } from './route.js';

const metricParam = z.object({ metric: plainText(64) });
const period = {
  from: day.optional(),
  to: day.optional().describe('last day, included'),
};
const scoped = { scope: scope.default('portfolio'), ...period };
const knownOn = instant.optional().describe('as it was known at this instant');
const referenceKind = z.enum(REFERENCE_KINDS);
const lotId = plainText(64);

/** Routes from a figure down to what it rests on: method, evidence, events, lineage, reference data. */
export const figureRoutes = {
  evidence: {
    permission: 'fleet.see',
    ofKitchen: 'kitchen.see',
    method: 'GET',
    path: '/metrics/{metric}/evidence',
    summary: 'The batches and events behind a figure; they add up to it',
    params: metricParam,
    query: z.object({ ...scoped, knownOn, ...paging }),
    answer: evidenceAnswer,
  },
  metricOverTime: {
    permission: 'public.see',
    ofKitchen: 'kitchen.see',
    method: 'GET',
    path: '/metrics/{metric}/over-time',
    summary: 'A figure day by day, month by month or year by year, each computed of its own sums',
    params: metricParam,
    query: z.object({
      ...scoped,
      knownOn,
      by: z.enum(METRIC_GRAINS).default('month').describe('by day: of 400 days at most'),
    }),
    answer: metricOverTime,
  },
  metricChanges: {
    permission: 'fleet.see',
    ofKitchen: 'kitchen.see',
    method: 'GET',
    path: '/metrics/{metric}/changes',
    summary: 'Why a figure is not what it was known to be, cause by cause',
    params: metricParam,
    query: z.object({ ...scoped, since: instant, until: instant.optional(), ...paging }),
    answer: metricChangesAnswer,
  },
  event: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/events/{eventId}',
    summary: 'One event as it came but for what protects people, with what corrected it',
    params: z.object({ eventId: z.uuid() }),
    answer: eventDetail,
  },
  lotLineage: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/lots/{lotId}/lineage',
    summary: 'Where a lot came from and what became of it, mass by share',
    params: kitchenParam.extend({ lotId }),
    answer: flowsAnswer,
  },
  batchLineage: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/batches/{batchId}/lineage',
    summary: 'Which deliveries a batch came from and where its products went, mass by share',
    params: kitchenParam.extend({ batchId: lotId }),
    answer: flowsAnswer,
  },
  balance: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/balance',
    summary: 'Mass balance of a kitchen over a period, with stock change and uncertainty',
    params: kitchenParam,
    query: z.object(period),
    answer: periodBalance,
  },
  reference: {
    permission: 'public.see',
    method: 'GET',
    path: '/reference/{kind}/{id}',
    summary: 'Every version of one record, newest first',
    params: z.object({ kind: referenceKind, id: plainText(80) }),
    answer: z.object({ items: z.array(referenceRecord) }),
  },
  publishReference: {
    permission: 'reference.publish',
    method: 'POST',
    path: '/reference/{kind}/{id}',
    summary: 'Publish a new version; the earlier ones stay',
    params: z.object({ kind: referenceKind, id: plainText(80) }),
    body: publishReference,
    answer: referenceRecord,
  },
} as const satisfies Record<string, Route>;
