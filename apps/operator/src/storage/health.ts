/** What the browser says of its storage. */
export interface StorageHealth {
  /** It clears nothing by itself. */
  isPersistent: boolean;
  /** Bytes; null where it does not tell. */
  used: number | null;
  quota: number | null;
}

/** Asks the browser not to clear what is not sent yet when the phone runs low on space, and how much room there is. */
export async function storageHealth(): Promise<StorageHealth> {
  const storage = navigator.storage as StorageManager | undefined;
  const isPersistent = (await storage?.persist?.().catch(() => false)) ?? false;
  const { usage = null, quota = null } = (await storage?.estimate?.().catch(() => null)) ?? {};
  return { isPersistent, used: usage, quota };
}

/**
 * Cookies are kept in another place, and outlive the clearing of a site's storage: how many entries were unsent stands in
 * one too.
 */
const MARK = 'bakeloop-unsent';
const MARK_SECONDS = 34_560_000;

export const markUnsent = (count: number): string =>
  `${MARK}=${String(count)}; path=/operator; max-age=${String(MARK_SECONDS)}; samesite=strict`;

/**
 * Unsent entries that the browser has cleared away.
 * @param cookies as in `document.cookie`
 * @param isEmpty whether the phone's storage holds nothing at all
 */
export function lostCount(cookies: string, isEmpty: boolean): number {
  const marked = Number(new RegExp(`(?:^|; )${MARK}=(\\d+)`).exec(cookies)?.[1] ?? 0);
  return isEmpty ? marked : 0;
}
