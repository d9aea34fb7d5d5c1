import { kitchensWithin, reachOf, type Permission, type Standing } from '@bakeloop/contracts';
import type { Actor } from '@bakeloop/db';

/** Who asks, as the rights are at this moment. */
export interface Principal {
  /** Null: the public, or a service. */
  person: { id: string; name: string; email: string; demo: boolean } | null;
  sessionId: string | null;
  tokenId: string | null;
  /** What a token was made for; null: no token, everything. */
  scopes: ReadonlySet<string> | null;
  standings: readonly Standing[];
}

export const NOBODY: Principal = {
  person: null,
  sessionId: null,
  tokenId: null,
  scopes: null,
  standings: [],
};

export const isSignedIn = ({ person, tokenId }: Principal): boolean => person !== null || tokenId !== null;

/** @returns 'all', or the kitchens they may do it with; null: they may not, with none */
export function within(principal: Principal, permission: Permission): 'all' | ReadonlySet<string> | null {
  const { scopes, standings } = principal;
  const isPublic = reachOf(null, permission) === 'all';
  if (scopes !== null && !scopes.has(permission) && !isPublic) return null;
  // Their own account is everybody's who is signed in, also before they belong to an organisation.
  if (permission === 'account.manage') return isSignedIn(principal) ? 'all' : null;
  return kitchensWithin(standings, permission);
}

export function mayWith(principal: Principal, permission: Permission, kitchenId: string): boolean {
  const kitchens = within(principal, permission);
  return kitchens === 'all' || (kitchens?.has(kitchenId) ?? false);
}

/** The organisations whose people they may manage. */
export function managedOrganisations(principal: Principal): 'all' | ReadonlySet<string> {
  if (within(principal, 'people.manage') === 'all') return 'all';
  return new Set(
    principal.standings
      .filter(({ role }) => reachOf(role, 'people.manage') === 'own')
      .map(({ organisationId }) => organisationId),
  );
}

/** For the audit log. */
export function actorOf(
  { person, tokenId }: Principal,
  from: { address: string | null; requestId: string | null },
): Actor {
  if (person) return { kind: 'person', id: person.id, ...from };
  return tokenId === null ? { kind: 'public', id: null, ...from } : { kind: 'service', id: tokenId, ...from };
}
