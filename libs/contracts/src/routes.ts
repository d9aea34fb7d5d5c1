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
  publicKitchen,
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
import {
  acceptLink,
  apiToken,
  assignKitchens,
  auditPage,
  changePassword,
  confirmTotp,
  demoSignIn,
  done,
  invite,
  linkAnswer,
  lookAtLink,
  madeLink,
  madeToken,
  makeOrganisation,
  makeToken,
  organisation,
  ownSession,
  permissionsAnswer,
  person,
  personExport,
  proveItself,
  sessionAnswer,
  setDisabled,
  setMembership,
  signIn,
  totpOffer,
} from './identity.js';
import { lineAnswer } from './line.js';
import type { Permission } from './permissions.js';
import { channelName } from './presence.js';
import { privacyAnswer, setPrivacy } from './privacy.js';
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
const personParam = z.object({ personId: z.uuid() });

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
  privacy: {
    permission: 'audit.read',
    method: 'GET',
    path: '/privacy',
    summary: 'How long what says something of people is kept',
    answer: privacyAnswer,
  },
  setPrivacy: {
    permission: 'retention.set',
    method: 'POST',
    path: '/privacy',
    summary:
      'Keep what says something of people for another time; what is older is forgotten within the hour',
    body: setPrivacy,
    answer: privacyAnswer,
  },
  publicKitchens: {
    permission: 'public.see',
    method: 'GET',
    path: '/public/kitchens',
    summary: 'Kitchens as everybody may know them',
    answer: z.object({ items: z.array(publicKitchen) }),
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
  session: {
    permission: 'session.open',
    method: 'GET',
    path: '/session',
    summary: 'Who looks, and what they may do',
    answer: sessionAnswer,
  },
  signIn: {
    permission: 'session.open',
    method: 'POST',
    path: '/session',
    summary: 'Sign in; the session is in a cookie that no script can read',
    body: signIn,
    answer: sessionAnswer,
  },
  demoSignIn: {
    permission: 'session.open',
    method: 'POST',
    path: '/session/demo',
    summary: 'Take a demo account; only where the numbers are a demonstration',
    body: demoSignIn,
    answer: sessionAnswer,
  },
  signOut: {
    permission: 'account.manage',
    method: 'DELETE',
    path: '/session',
    summary: 'Sign out here',
    answer: done,
  },
  lookAtLink: {
    permission: 'session.open',
    method: 'POST',
    path: '/links/look',
    summary: 'What a link is for; it stays unused',
    body: lookAtLink,
    answer: linkAnswer,
  },
  acceptLink: {
    permission: 'session.open',
    method: 'POST',
    path: '/links/accept',
    summary: 'Follow a link: set a password and sign in; a link works once',
    body: acceptLink,
    answer: sessionAnswer,
  },
  sessions: {
    permission: 'account.manage',
    method: 'GET',
    path: '/account/sessions',
    summary: 'Where one is signed in',
    answer: z.object({ items: z.array(ownSession) }),
  },
  endSession: {
    permission: 'account.manage',
    method: 'DELETE',
    path: '/account/sessions/{sessionId}',
    summary: 'Sign out there, at once',
    params: z.object({ sessionId: z.uuid() }),
    answer: done,
  },
  endOtherSessions: {
    permission: 'account.manage',
    method: 'DELETE',
    path: '/account/sessions',
    summary: 'Sign out everywhere but here',
    answer: done,
  },
  changePassword: {
    permission: 'account.manage',
    method: 'POST',
    path: '/account/password',
    summary: 'Change the password; every other session ends',
    body: changePassword,
    answer: done,
  },
  offerTotp: {
    permission: 'account.manage',
    method: 'POST',
    path: '/account/authenticator/offer',
    summary: 'A fresh secret for an authenticator; nothing changes before it is confirmed',
    answer: totpOffer,
  },
  confirmTotp: {
    permission: 'account.manage',
    method: 'POST',
    path: '/account/authenticator',
    summary: 'Ask for a code of this authenticator at every sign-in from now on',
    body: confirmTotp,
    answer: done,
  },
  removeTotp: {
    permission: 'account.manage',
    method: 'POST',
    path: '/account/authenticator/remove',
    summary: 'Ask for no code any longer',
    body: proveItself,
    answer: done,
  },
  tokens: {
    permission: 'account.manage',
    method: 'GET',
    path: '/account/tokens',
    summary: 'Own tokens for programs; of an admin those of services too',
    answer: z.object({ items: z.array(apiToken) }),
  },
  makeToken: {
    permission: 'account.manage',
    method: 'POST',
    path: '/account/tokens',
    summary: 'A token for a program, sent as `Authorization: Bearer`; shown once',
    body: makeToken,
    answer: madeToken,
  },
  revokeToken: {
    permission: 'account.manage',
    method: 'DELETE',
    path: '/account/tokens/{tokenId}',
    summary: 'End a token, at once',
    params: z.object({ tokenId: z.uuid() }),
    answer: done,
  },
  people: {
    permission: 'people.manage',
    method: 'GET',
    path: '/people',
    summary: 'People of the organisations one manages',
    answer: z.object({ items: z.array(person) }),
  },
  invite: {
    permission: 'people.manage',
    method: 'POST',
    path: '/people/invitations',
    summary: 'A link for somebody to join an organisation; hand it over yourself',
    body: invite,
    answer: madeLink,
  },
  resetPassword: {
    permission: 'people.manage',
    method: 'POST',
    path: '/people/{personId}/reset',
    summary: 'A link for somebody to set a new password; hand it over yourself',
    params: personParam,
    answer: madeLink,
  },
  setMembership: {
    permission: 'people.manage',
    method: 'POST',
    path: '/people/{personId}/membership',
    summary: 'Give somebody another role in an organisation, or none',
    params: personParam,
    body: setMembership,
    answer: done,
  },
  setDisabled: {
    permission: 'organisation.manage',
    method: 'POST',
    path: '/people/{personId}/disabled',
    summary: 'Shut somebody out at once, or let them in again',
    params: personParam,
    body: setDisabled,
    answer: done,
  },
  removeAuthenticator: {
    permission: 'organisation.manage',
    method: 'POST',
    path: '/people/{personId}/authenticator/remove',
    summary: 'Ask somebody who lost their authenticator for no code any longer; their sessions end',
    params: personParam,
    answer: done,
  },
  exportPerson: {
    permission: 'organisation.manage',
    method: 'GET',
    path: '/people/{personId}/export',
    summary: 'All that is kept about somebody',
    params: personParam,
    answer: personExport,
  },
  erasePerson: {
    permission: 'organisation.manage',
    method: 'POST',
    path: '/people/{personId}/erase',
    summary: 'Forget who somebody was; what they logged stays, by nobody',
    params: personParam,
    answer: done,
  },
  organisations: {
    permission: 'people.manage',
    method: 'GET',
    path: '/organisations',
    summary: 'Organisations one manages people of, with their kitchens',
    answer: z.object({ items: z.array(organisation) }),
  },
  makeOrganisation: {
    permission: 'organisation.manage',
    method: 'POST',
    path: '/organisations',
    summary: 'A new organisation',
    body: makeOrganisation,
    answer: organisation,
  },
  assignKitchens: {
    permission: 'organisation.manage',
    method: 'POST',
    path: '/organisations/{organisationId}/kitchens',
    summary: 'Kitchens that an organisation owns from now on; of a sponsor all that are attributed to it',
    params: z.object({ organisationId: z.uuid() }),
    body: assignKitchens,
    answer: organisation,
  },
  audit: {
    permission: 'audit.read',
    method: 'GET',
    path: '/audit',
    summary: 'Who did what, newest first',
    query: z.object({
      ...paging,
      text: plainText(200).optional().describe('found in the action or what it was done to'),
      actorId: z.uuid().optional(),
      from: instant.optional(),
      to: instant.optional(),
    }),
    answer: auditPage,
  },
  permissions: {
    permission: 'public.see',
    method: 'GET',
    path: '/permissions',
    summary: 'Who may do what: the table that is enforced',
    answer: permissionsAnswer,
  },
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof routes;
