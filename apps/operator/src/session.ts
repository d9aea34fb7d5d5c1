import type { SessionAnswer } from '@bakeloop/contracts';
import { usePersonByPin } from './profiles/profiles.js';
import { useServer, type FromServer } from './server/use-server.js';

/** Who is signed in on this phone, as the server last said. */
export function useSession(): FromServer<SessionAnswer> {
  const person = usePersonByPin();
  return useServer(person === null ? 'session' : `session.${person}`, 'session', {});
}

/** The kitchens that may be logged for; before the server ever said, whatever this phone was used for. */
export function mayLogFor(session: SessionAnswer | null, kitchenId: string): boolean {
  if (session === null) return true;
  const reach = session.reaches['log.write'];
  return reach === 'all' || (reach?.includes(kitchenId) ?? false);
}

/** Why nothing can be logged from this phone; null: it can be. */
export type Shut = 'nobody' | 'second-factor' | 'not-yours' | 'no-kitchen' | null;

/**
 * A phone without a network is never shut: what is typed is kept, and the server decides on it once it is sent.
 * @returns as long as the server does not say otherwise, what it said last
 */
export function shutFor({ data, problem }: FromServer<SessionAnswer>): Shut {
  if (data === null || problem?.kind === 'offline') return null;
  if (data.person === null) return 'nobody';
  if (data.lacksFactor) return 'second-factor';
  const reach = data.reaches['log.write'];
  if (reach === undefined) return 'not-yours';
  return reach.length === 0 ? 'no-kitchen' : null;
}
