import type { From, Principal } from '@bakeloop/identity';
import type { Request } from 'express';
import { forbidden } from '../http/permission.js';

/** Where a request came from. */
export function fromOf(request: Request): From {
  return { address: request.ip ?? '', agent: request.headers['user-agent'] ?? '' };
}

/** The person who asks. @throws ProblemError where it is a service or nobody: those have no account */
export function signedIn(principal: Principal): {
  person: NonNullable<Principal['person']>;
  sessionId: string | null;
  principal: Principal & { person: NonNullable<Principal['person']> };
} {
  const { person, sessionId } = principal;
  if (person === null) throw forbidden(principal);
  return { person, sessionId, principal: { ...principal, person } };
}
