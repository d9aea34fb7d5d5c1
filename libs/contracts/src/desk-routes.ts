import { z } from 'zod';
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
  deadLetter,
  deadLetterDetail,
  deadLetterId,
  deadLetterState,
  decidedDeadLetters,
  decideDeadLetters,
} from './dead-letters.js';
import { commandRequest, commandView } from './command-views.js';
import { kitchenId, page } from './api.js';
import { lineAnswer } from './line.js';
import { privacyAnswer, setPrivacy } from './privacy.js';
import { retentionAnswer, setRetention } from './retention.js';
import { kitchenParam, paging, plainText, type Route } from './route.js';

/** Routes of the staff console alone: credentials, commands, what was refused, the line, and how long what is kept. */
export const deskRoutes = {
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
} as const satisfies Record<string, Route>;
