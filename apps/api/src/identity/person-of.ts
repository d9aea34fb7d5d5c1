import type { Principal } from '@bakeloop/identity';
import { forbidden } from '../http/permission.js';

/** Whoever asks, as a person: a token of a service is nobody who could be told or mailed. @throws ProblemError 403 */
export function personOf(principal: Principal): string {
  if (principal.person === null) throw forbidden(principal);
  return principal.person.id;
}
