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
import { kitchenParam, type Route } from './route.js';

/** The routes of what kitchens prove themselves with. */
export const deviceRoutes = {
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
} as const satisfies Record<string, Route>;
