/** What the browser says of its storage. */
export interface StorageHealth {
  /** It clears nothing by itself. */
  isPersistent: boolean;
  /** Bytes; null where it does not tell. */
  used: number | null;
  quota: number | null;
}

/** What is used of the browser's storage; over plain HTTP, and in old browsers, there is none of it. */
type Asked = Partial<Pick<StorageManager, 'persist' | 'persisted' | 'estimate'>>;
const storageOf = (): Asked | undefined => navigator.storage as Asked | undefined;

/**
 * Asks the browser not to clear what is not sent yet when the phone runs low on space.
 * @returns whether it will not
 */
export async function askToPersist(storage = storageOf()): Promise<boolean> {
  try {
    // Some ask a person each time, who has answered once.
    return ((await storage?.persisted?.()) || (await storage?.persist?.())) ?? false;
  } catch {
    return false;
  }
}

/** Whether the browser may clear what is not sent yet, and how much room there is. */
export async function storageHealth(): Promise<StorageHealth> {
  const storage = storageOf();
  const isPersistent = await askToPersist(storage);
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
