import { claimedCredential, problem, readClaimCode, type ClaimedCredential } from '@bakeloop/contracts';
import { ConfigError } from '@bakeloop/runtime';
import { makePlace } from './credential-file.js';

/** A 2G line takes seconds for a TLS connection, ms. */
const ANSWER_WITHIN_MS = 60_000;

/**
 * Exchanges a claim code for this kitchen's credential and keeps it where the agent finds it.
 * @param address of the platform, for example `https://bakeloop.example`
 * @returns where it is kept
 * @throws ConfigError that says what to do; unless it says otherwise the code is still good
 */
export async function claim(o: {
  address: string;
  code: string;
  kitchenId: string;
  folder: string;
}): Promise<string> {
  const code = readClaimCode(o.code);
  if (code === null)
    throw new ConfigError(
      'This is no claim code: it is twelve letters and digits, for example K7WM-Q2X9-PD4T.',
    );
  const url = claimUrl(o.address);
  const place = makePlace(o.folder, o.kitchenId);
  try {
    const { username, password } = await exchange(url, { code, kitchenId: o.kitchenId });
    place.keep({ username, password });
    return place.path;
  } catch (error) {
    place.giveUp();
    throw error;
  }
}

/** The code is as good as the credential, so it travels in the clear only within this machine. */
function claimUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL('/api/v1/devices/claim', address) : null;
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url?.hostname ?? '');
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return url;
  throw new ConfigError(
    `"${address}" is not where a code can be sent: write https://, for example https://bakeloop.example`,
  );
}

async function exchange(url: URL, body: { code: string; kitchenId: string }): Promise<ClaimedCredential> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch((error: unknown) => {
    const { message, cause } = error as Error;
    throw new ConfigError(
      `${url.origin} does not answer (${cause instanceof Error ? cause.message : message}). Check the address and the line, and try again.`,
    );
  });
  const answer: unknown = await response.json().catch(() => null);
  const claimed = claimedCredential.safeParse(answer);
  if (response.ok && claimed.success) return claimed.data;
  const refused = problem.safeParse(answer);
  throw new ConfigError(
    refused.success
      ? `${refused.data.title}. ${refused.data.detail ?? ''}`
      : `${url.origin} answers, but not as Bakeloop does (status ${response.status}). Check the address.`,
  );
}
