/**
 * Where to go after signing in, as an address asks for it. Only a page of this very server: whoever makes a link must not
 * be able to send people elsewhere with the trust they have in this page.
 * @param origin of this page
 * @returns path, query and anchor; null for anything else
 */
export function nextPath(asked: string | null, origin: string): string | null {
  if (asked === null || !asked.startsWith('/') || !URL.canParse(asked, origin)) return null;
  const url = new URL(asked, origin);
  const path = url.pathname + url.search + url.hash;
  // "/.//host" is of this origin as long as it is not read a second time.
  return url.origin !== origin || path.startsWith('//') ? null : path;
}

/** Address of the sign-in that leads back to where one was. */
export const signInPath = (next?: string): string =>
  next === undefined || next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
