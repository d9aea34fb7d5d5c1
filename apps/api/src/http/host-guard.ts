import type { RequestHandler } from 'express';
import type { Problem } from '@bakeloop/contracts';

/** A name or an address, with or without a port; IPv6 in brackets. Nothing else can stand in a Host header. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;

/** @returns the name of a Host header, in lower case and without port; null when it is none */
function nameOf(host: string | undefined): string | null {
  return HOST.exec(host ?? '')?.[1]?.toLowerCase() ?? null;
}

export type HostCheck = (hostHeader: string | undefined) => boolean;

/**
 * Against DNS rebinding: a page of `evil.example` may point its name at 127.0.0.1 and is then of one origin with what
 * listens here. Bound to a loopback address, only its names and the hosts of allowed origins are answered, with any
 * port. Bound to another address, we cannot know by which names it is reached, and all are.
 *
 * @param bound the address listened on, as configured
 * @param allowedOrigins for example `https://a.example`
 */
export function hostCheck(bound: string, allowedOrigins: readonly string[]): HostCheck {
  if (!/^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(bound)) return () => true;
  const names = new Set(['localhost', '127.0.0.1', '[::1]', bound.toLowerCase()]);
  for (const origin of allowedOrigins) if (URL.canParse(origin)) names.add(new URL(origin).hostname);
  return (hostHeader) => {
    const name = nameOf(hostHeader);
    return name !== null && names.has(name);
  };
}

/** Answers 421 to a host that is not ours, whatever is asked. */
export function refuseForeignHosts(isOurs: HostCheck): RequestHandler {
  return (request, response, next) => {
    if (isOurs(request.headers.host)) return next();
    const problem: Problem = {
      type: '/problems/foreign-host',
      title: 'Bakeloop does not answer to this name',
      status: 421,
      detail:
        'It listens on this machine only: open it as localhost. For a name of your own, put its origin into ALLOWED_ORIGINS.',
    };
    response.status(421).type('application/problem+json').send(JSON.stringify(problem));
  };
}

/**
 * A source of connect-src for WebSockets to the host that was asked. Older Safari does not count them as 'self'.
 * A Host header that is none gives 'self' alone: what stands in it must not get into the policy.
 */
export function socketSource(scheme: 'ws' | 'wss', hostHeader: string | undefined): string {
  return nameOf(hostHeader) === null ? "'self'" : `${scheme}://${hostHeader}`;
}
