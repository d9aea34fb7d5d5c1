import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '@bakeloop/db';
import { actorOf, NOBODY, SESSION_LIFE_MS, type Principal, type Sessions } from '@bakeloop/identity';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Request, RequestHandler, Response } from 'express';
import { ReadTogether } from '../read-together.js';

/** What the request says of who asks. */
interface Asking {
  principal: Principal;
  actor: Actor;
  /** Why it cannot be told now; it is the public as long. */
  failure?: Error;
}
const ASKING = Symbol('who asks');
type Marked = Request & { [ASKING]?: Asking };

/** Behind TLS nobody but this very host can have set the cookie; a browser takes the name for no other. */
const cookieName = (secure: boolean): string => (secure ? '__Host-bakeloop' : 'bakeloop');

/** The secret in the cookies of a request or a handshake. */
export function sessionSecret(headers: IncomingHttpHeaders, secure: boolean): string | null {
  return parseCookie(headers.cookie ?? '')[cookieName(secure)] ?? null;
}

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(headers: IncomingHttpHeaders): string | null {
  return /^Bearer ([\w-]{20,200})$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** A page says so while a person uses it; what it asks by itself, and what a live connection does, keeps no session. */
const ACTED = 'x-bakeloop-acted';

/** Keeps a session in a cookie that no script reads and no other site sends. */
export function keepSession(request: Request, response: Response, secret: string): void {
  response.cookie(cookieName(request.secure), secret, { ...cookieOptions(request), maxAge: SESSION_LIFE_MS });
}

export function forgetSession(request: Request, response: Response): void {
  response.clearCookie(cookieName(request.secure), cookieOptions(request));
}

const cookieOptions = (request: Request) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: request.secure,
  path: '/',
});

/**
 * Finds out who asks, for everything below the API. Whoever cannot be told is the public.
 * @param o.keepsAddresses whether the audit log notes where from
 */
export function authenticate(sessions: Sessions, o: { keepsAddresses: boolean }): RequestHandler {
  const together = askedTogether(sessions);
  return (request: Marked, response, next) => {
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    // Unless a route says that its answer is everybody's, nobody keeps it.
    response.setHeader('cache-control', 'no-store');
    const from = { address: (o.keepsAddresses && request.ip) || null, requestId };
    principalOf(together, request.headers, request.secure, { mayRenew: true })
      .then(
        ({ principal, renewed }) => {
          if (renewed !== null) keepSession(request, response, renewed);
          request[ASKING] = { principal, actor: actorOf(principal, from) };
        },
        // What is everybody's, and how the platform does, is answered all the same.
        (error: Error) => {
          request[ASKING] = { principal: NOBODY, actor: actorOf(NOBODY, from), failure: error };
        },
      )
      .finally(next);
  };
}

type Lookups = Pick<Sessions, 'bySecret' | 'byToken'>;

/**
 * A page asks several things at once: who asks is read once for those of the same secret that wait for it. Nobody is
 * answered by a reading that was begun before they asked, so what was revoked by then is.
 */
function askedTogether(sessions: Lookups): Lookups {
  const together = new ReadTogether();
  return {
    bySecret: (secret, how) =>
      together.of(`session ${secret} ${JSON.stringify(how)}`, () => sessions.bySecret(secret, how)),
    byToken: (token) => together.of(`token ${token}`, () => sessions.byToken(token)),
  };
}

/**
 * Who the headers of a request or a handshake speak for: a token goes before a cookie.
 * @param o.mayRenew the answer can carry a cookie; that to a handshake cannot
 */
export async function principalOf(
  sessions: Lookups,
  headers: IncomingHttpHeaders,
  secure: boolean,
  { mayRenew }: { mayRenew: boolean },
): Promise<{ principal: Principal; renewed: string | null }> {
  const token = bearerToken(headers);
  if (token !== null) return { principal: (await sessions.byToken(token)) ?? NOBODY, renewed: null };
  const secret = sessionSecret(headers, secure);
  return secret === null
    ? { principal: NOBODY, renewed: null }
    : sessions.bySecret(secret, { acted: mayRenew && headers[ACTED] !== undefined, mayRenew });
}

/** A page comes without what is only quicker, when this is not known so soon, ms: also where the database does not answer. */
const KNOWN_WITHIN_MS = 100;

/** Whether somebody asks who is signed in and lacks no factor; false where that is not known at once. Never rejects. */
export async function isSignedInSoon(sessions: Lookups, { headers, secure }: Request): Promise<boolean> {
  if (sessionSecret(headers, secure) === null) return false;
  const known = principalOf(sessions, headers, secure, { mayRenew: false }).then(
    ({ principal }) => principal.person !== null && !principal.lacksFactor,
    () => false,
  );
  return Promise.race([known, delay(KNOWN_WITHIN_MS, false, { ref: false })]);
}

/** Who asks. Nobody is known where nobody was looked for: the public. */
export function askingOf(request: Request): Asking {
  return (
    (request as Marked)[ASKING] ?? {
      principal: NOBODY,
      actor: { kind: 'public', id: null, address: request.ip ?? null, requestId: null },
    }
  );
}

/** Who asks, for a controller: `@Asks() { principal, actor }: Asking`. */
export const Asks = createParamDecorator((_: unknown, context: ExecutionContext): Asking =>
  askingOf(context.switchToHttp().getRequest<Request>()),
);
export type { Asking };
