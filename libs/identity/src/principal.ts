import { kitchensWithin, reachOf, type Permission, type Standing } from '@bakeloop/contracts';
import type { Actor, Author } from '@bakeloop/db';

/** Who asks, as the rights are at this moment. */
export interface Principal {
  /** Null: the public, or a service. */
  person: { id: string; name: string; email: string; demo: boolean } | null;
  sessionId: string | null;
  tokenId: string | null;
  /** What the token is called; null: there is none. */
  tokenName: string | null;
  /** A session without a second factor of somebody who is asked for one: it does nothing but set one up or prove it. */
  lacksFactor: boolean;
  /** They proved within the last ten minutes who they are, in this session; of a token: when it was made. */
  isProved: boolean;
  /** What a token was made for; null: no token, everything. */
  scopes: ReadonlySet<string> | null;
  standings: readonly Standing[];
}

export const NOBODY: Principal = {
  person: null,
  sessionId: null,
  tokenId: null,
  tokenName: null,
  lacksFactor: false,
  isProved: false,
  scopes: null,
  standings: [],
};

export const isSignedIn = ({ person, tokenId }: Principal): boolean => person !== null || tokenId !== null;

/** @returns 'all', or the kitchens they may do it with; null: they may not, with none */
export function within(principal: Principal, permission: Permission): 'all' | ReadonlySet<string> | null {
  const { scopes, standings, lacksFactor } = principal;
  const isPublic = reachOf(null, permission) === 'all';
  if (scopes !== null && !scopes.has(permission) && !isPublic) return null;
  // Their own account is everybody's who is signed in, also before they belong to an organisation.
  if (permission === 'factor.set') return isSignedIn(principal) ? 'all' : null;
  if (permission === 'account.manage') return isSignedIn(principal) && !lacksFactor ? 'all' : null;
  return kitchensWithin(lacksFactor ? [] : standings, permission);
}

export function mayWith(principal: Principal, permission: Permission, kitchenId: string): boolean {
  const kitchens = within(principal, permission);
  return kitchens === 'all' || (kitchens?.has(kitchenId) ?? false);
}

/** The organisations that they may do something with: all, or those in which their role has it for its own. */
export function organisationsWithin(
  principal: Principal,
  permission: Permission,
): 'all' | ReadonlySet<string> {
  const reach = within(principal, permission);
  if (reach === 'all') return 'all';
  if (reach === null) return new Set();
  return new Set(
    principal.standings
      .filter(({ role }) => reachOf(role, permission) === 'own')
      .map(({ organisationId }) => organisationId),
  );
}

/** The organisations whose people they may manage. */
export const managedOrganisations = (principal: Principal): 'all' | ReadonlySet<string> =>
  organisationsWithin(principal, 'people.manage');

/** Whose name stands on what they decide: the person's, or that of the token that a program of theirs or a service holds. */
export function authorOf({ person, tokenName }: Principal): Author {
  const name =
    tokenName === null ? person?.name : person === null ? tokenName : `${tokenName} (${person.name})`;
  return { name: name ?? 'nobody', personId: person?.id ?? null };
}

/** For the audit log. */
export function actorOf(
  { person, tokenId }: Principal,
  from: { address: string | null; requestId: string | null },
): Actor {
  if (person) return { kind: 'person', id: person.id, ...from };
  return tokenId === null ? { kind: 'public', id: null, ...from } : { kind: 'service', id: tokenId, ...from };
}
