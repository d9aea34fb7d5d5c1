import { REFERENCE_KINDS } from '@bakeloop/domain';
import { z } from 'zod';
import {
  batchDetail,
  batchSummary,
  channel,
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
import { commandRequest, commandView } from './command-views.js';
import { askedDay as day, askedInstant as instant } from './dates.js';
import {
  deadLetter,
  deadLetterDetail,
  deadLetterId,
  deadLetterState,
  decidedDeadLetters,
  decideDeadLetters,
} from './dead-letters.js';
import {
  claimCredential,
  claimedCredential,
  deviceCredential,
  issueCredential,
  issuedCredential,
  madeClaim,
  makeClaim,
} from './devices.js';
import {
  eventDetail,
  evidenceAnswer,
  flowsAnswer,
  lotSummary,
  methodAnswer,
  metricAnswer,
  metricChangesAnswer,
  periodBalance,
  publishReference,
  referenceRecord,
  scope,
} from './ledger.js';
import { lineAnswer } from './line.js';
import type { Permission } from './permissions.js';
import { channelName } from './presence.js';
import { retentionAnswer, setRetention } from './retention.js';

/**
 * Every route of `/api/v1`, once: the controllers validate with it, the OpenAPI document is made from it, the web apps
 * call through it.
 */
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
const paging = { limit, cursor };
const kitchenParam = z.object({ kitchenId });
const plainText = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !/\p{Cc}/u.test(text), 'a name holds no line break or other control character');
const metricParam = z.object({ metric: plainText(64) });
const period = {
  from: day.optional(),
  to: day.optional().describe('last day, included'),
};
const scoped = { scope: scope.default('portfolio'), ...period };
const knownOn = instant.optional().describe('as it was known at this instant');
const referenceKind = z.enum(REFERENCE_KINDS);
const lotId = plainText(64);

export const routes = {
  status: {
    permission: 'public.see',
    method: 'GET',
    path: '/status',
    summary: 'What this Bakeloop runs on, and whether its numbers are a demonstration',
    answer: platformStatus,
  },
  line: {
    permission: 'line.see',
    method: 'GET',
    path: '/line',
    summary: 'How the line from the kitchens to the database does: what came, and what became of it',
    answer: lineAnswer,
  },
  retention: {
    permission: 'line.see',
    method: 'GET',
    path: '/retention',
    summary: 'How long readings are kept and in what grain, and from when on each grain is there',
    answer: retentionAnswer,
  },
  setRetention: {
    permission: 'retention.set',
    method: 'POST',
    path: '/retention',
    summary:
      'Keep readings for another time; what is older is dropped within the hour, and does not come back',
    body: setRetention,
    answer: retentionAnswer,
  },
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
  deadLetters: {
    permission: 'refused.review',
    method: 'GET',
    path: '/dead-letters',
    summary: 'What was refused, with the reason, newest first',
    query: z.object({
      ...paging,
      kitchenId: kitchenId.optional(),
      reason: plainText(80).optional(),
      state: deadLetterState.optional().describe('default: whatever became of them'),
      text: plainText(200).optional().describe('found in what was wrong or in the topic'),
    }),
    answer: page(deadLetter),
  },
  deadLetterReasons: {
    permission: 'refused.review',
    method: 'GET',
    path: '/dead-letters/reasons',
    summary: 'How many open dead letters there are of each reason',
    query: z.object({ kitchenId: kitchenId.optional() }),
    answer: z.object({ items: z.array(z.object({ reason: z.string(), count: z.int() })) }),
  },
  deadLetterOne: {
    permission: 'refused.review',
    method: 'GET',
    path: '/dead-letters/{letterId}',
    summary: 'One dead letter with what was done with it',
    params: z.object({ letterId: deadLetterId }),
    answer: deadLetterDetail,
  },
  decideDeadLetters: {
    permission: 'refused.review',
    method: 'POST',
    path: '/dead-letters/decide',
    summary: 'Replay dead letters through the same checks, or dismiss them; at most 100 at a time',
    body: decideDeadLetters,
    answer: decidedDeadLetters,
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
  commands: {
    permission: 'kitchen.watch',
    method: 'GET',
    path: '/kitchens/{kitchenId}/commands',
    summary: 'Commands to a kitchen with what became of each, newest first',
    params: kitchenParam,
    query: z.object(paging),
    answer: page(commandView),
  },
  command: {
    permission: 'kitchen.watch',
    method: 'GET',
    path: '/kitchens/{kitchenId}/commands/{commandId}',
    summary: 'One command with what became of it',
    params: kitchenParam.extend({ commandId: z.uuid() }),
    answer: commandView,
  },
  sendCommand: {
    permission: 'kitchen.command',
    method: 'POST',
    path: '/kitchens/{kitchenId}/commands',
    summary: 'Ask a kitchen for something (C1); the same id again is the same command',
    params: kitchenParam,
    body: commandRequest,
    answer: commandView,
  },
  credentials: {
    permission: 'device.manage',
    method: 'GET',
    path: '/kitchens/{kitchenId}/credentials',
    summary: 'Credentials of a kitchen for the broker, those that stand first; never what proves them',
    params: kitchenParam,
    answer: z.strictObject({ items: z.array(deviceCredential) }),
  },
  issueCredential: {
    permission: 'device.manage',
    method: 'POST',
    path: '/kitchens/{kitchenId}/credentials',
    summary: 'A new credential, whose password is shown this once; the one before ends after an overlap',
    params: kitchenParam,
    body: issueCredential,
    answer: issuedCredential,
  },
  revokeCredential: {
    permission: 'device.manage',
    method: 'POST',
    path: '/kitchens/{kitchenId}/credentials/{credentialId}/revoke',
    summary: 'End a credential at once, and the connections that were opened with it',
    params: kitchenParam.extend({ credentialId: z.uuid() }),
    answer: deviceCredential,
  },
  makeClaim: {
    permission: 'device.manage',
    method: 'POST',
    path: '/kitchens/{kitchenId}/claims',
    summary: 'A code that a kitchen exchanges for a credential, once; it takes the place of an earlier code',
    params: kitchenParam,
    body: makeClaim,
    answer: madeClaim,
  },
  claimCredential: {
    permission: 'session.open',
    method: 'POST',
    path: '/devices/claim',
    summary: 'Exchange a claim code for a credential; it works once',
    body: claimCredential,
    answer: claimedCredential,
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
  lots: {
    permission: 'kitchen.see',
    method: 'GET',
    path: '/kitchens/{kitchenId}/lots',
    summary: 'Lots of a kitchen with what was put in and taken out, newest first',
    params: kitchenParam,
    query: z.object(paging),
    answer: page(lotSummary),
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
  flows: {
    permission: 'public.see',
    ofKitchen: 'kitchen.see',
    method: 'GET',
    path: '/flows',
    summary: 'Mass from deliveries to products over a period',
    query: z.object(scoped),
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
  references: {
    permission: 'public.see',
    method: 'GET',
    path: '/reference/{kind}',
    summary: 'Reference data of a kind: the newest version of each record',
    params: z.object({ kind: referenceKind }),
    answer: z.object({ items: z.array(referenceRecord) }),
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
export type RouteName = keyof typeof routes;
