import type { Role } from '@bakeloop/contracts';

const cookies = new Map<string, Promise<string>>();

/** The cookie of a session of a demo account of this API, opened once for each role. @param url any address of it */
export function sessionCookie(url: string, role: Role = 'admin'): Promise<string> {
  const { origin } = new URL(url);
  const key = `${origin} ${role}`;
  let cookie = cookies.get(key);
  if (!cookie) {
    cookie = openSession(origin, role);
    cookies.set(key, cookie);
    // An API that did not answer may do so the next time.
    cookie.catch(() => cookies.delete(key));
  }
  return cookie;
}

async function openSession(origin: string, role: Role): Promise<string> {
  const response = await fetch(`${origin}/api/v1/session/demo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (!response.ok || !cookie)
    throw new Error(`no session as ${role}: ${response.status} ${await response.text()}`);
  return cookie;
}

/** `fetch` as a demo account. */
export async function fetchAs(role: Role, url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('cookie', await sessionCookie(url, role));
  return fetch(url, { ...init, headers });
}

/** `fetch` as the admin of a demonstration. */
export const fetchSignedIn = (url: string, init?: RequestInit): Promise<Response> =>
  fetchAs('admin', url, init);
