import type { DeviceCredential } from '@bakeloop/contracts';

/** @returns by the id of a credential the one that was made next, which took its place */
export function successors(items: readonly DeviceCredential[]): Map<string, DeviceCredential> {
  const byAge = items.toSorted((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
  return new Map(
    byAge.flatMap((credential, index) => {
      const next = byAge[index + 1];
      return next ? [[credential.id, next] as const] : [];
    }),
  );
}

/** What becomes of a credential when another is made. */
export interface Retirement {
  credential: DeviceCredential;
  /** `after`: it goes on for the overlap, or for as long as it would have anyway. */
  ends: 'now' | 'after' | 'never';
}

/**
 * What a new credential does to those that stand, said before it is made: the one that was used last goes on for the
 * overlap, and another ends at once, as the platform does it (`DeviceDesk`).
 * @param overlapDays 0: not at all; null: until it is revoked
 */
export function retirements(
  items: readonly DeviceCredential[],
  overlapDays: number | null,
): readonly Retirement[] {
  const lastUsedMs = ({ usedAt }: DeviceCredential): number => (usedAt === null ? 0 : Date.parse(usedAt));
  return items
    .filter(({ state }) => state === 'valid')
    .toSorted(
      (one, other) =>
        lastUsedMs(other) - lastUsedMs(one) || Date.parse(one.createdAt) - Date.parse(other.createdAt),
    )
    .map((credential, place) => ({
      credential,
      ends: place > 0 || overlapDays === 0 ? 'now' : overlapDays === null ? 'never' : 'after',
    }));
}
