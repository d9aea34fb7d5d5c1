import { lookup as resolve } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** From the first packet to the end of the answer, ms. */
const WITHIN_MS = 10_000;
/** What is read of an answer, bytes: enough to say what it was. */
const MOST_ANSWER = 4_096;

/** An address that a person named and that is not asked. The message says why. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
}

export interface Outgoing {
  headers: Record<string, string>;
  body: string | Buffer;
  /** Lets addresses of this very machine be asked, also by plain http. */
  allowLoopback: boolean;
}

/** IPv6 that is given out to networks; whatever is beside it is for something special. */
const GLOBAL_V6 = ipaddr.IPv6.parse('2000::');

/** Whether an address is one of the internet, and not of a network, a machine, a cloud or a translation of those. */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_V6, 3);
}

const isLoopback = (address: string): boolean => ipaddr.process(address).range() === 'loopback';

/**
 * What can be seen of an address without asking anybody.
 * @throws RefusedAddress
 */
export function checkAddress(text: string, allowLoopback: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new RefusedAddress('This is no address.');
  if (url.protocol !== 'https:' && !(allowLoopback && url.protocol === 'http:'))
    throw new RefusedAddress('Only https:// addresses are asked.');
  if (url.username !== '' || url.password !== '')
    throw new RefusedAddress('An address holds no name and password: others read it.');
  const host = hostOf(url);
  if (isIP(host) !== 0) checkResolved(url, host, allowLoopback);
  return url;
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

function checkResolved(url: URL, address: string, allowLoopback: boolean): void {
  if (allowLoopback && isLoopback(address)) return;
  if (!isPublicAddress(address))
    throw new RefusedAddress('The address leads into a private network, which is not asked.');
  if (url.protocol !== 'https:') throw new RefusedAddress('Only https:// addresses are asked.');
}

/**
 * Posts to an address that a person named. The name is resolved once; each address it has must be public, and the
 * connection goes to the one that was looked at, so that a name which answers otherwise the next time leads nowhere.
 * Redirects are not followed, and time and answer are bounded.
 * @param resolveAll for tests
 * @throws RefusedAddress; Error where nobody answers in time
 */
export async function postOut(
  text: string,
  { headers, body, allowLoopback }: Outgoing,
  resolveAll: (host: string) => Promise<{ address: string; family: number }[]> = (host) =>
    resolve(host, { all: true }),
): Promise<{ status: number; answer: string }> {
  const url = checkAddress(text, allowLoopback);
  const lookup: LookupFunction = (host, _, done) => {
    resolveAll(host).then(
      (found) => {
        try {
          for (const { address } of found) checkResolved(url, address, allowLoopback);
          const [first] = found;
          if (!first) throw new Error('the name has no address');
          done(null, [first]);
        } catch (error) {
          done(error as Error, []);
        }
      },
      (error: Error) => done(error, []),
    );
  };
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((answered, failed) => {
    const asking = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'Bakeloop' },
        lookup,
        // Both families are in what was looked up; a connection of its own, that nobody else has opened.
        agent: false,
        signal: AbortSignal.timeout(WITHIN_MS),
        maxHeaderSize: 16_384,
      },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        const end = (): void => {
          answered({ status: response.statusCode ?? 0, answer: answer.slice(0, MOST_ANSWER) });
          asking.destroy();
        };
        response.on('data', (chunk: string) => {
          answer += chunk;
          if (answer.length >= MOST_ANSWER) end();
        });
        response.on('end', end);
        response.on('error', failed);
      },
    );
    asking.on('error', (error: Error & { cause?: unknown }) =>
      failed(error.name === 'AbortError' ? new Error('nobody answered within 10 seconds') : error),
    );
    asking.end(body);
  });
}
