import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A fresh secret of a webhook, as Standard Webhooks writes it. */
export const mintSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/**
 * Headers that prove where a message comes from (Standard Webhooks 1.0): HMAC-SHA256 over its id, the time of this try and
 * what is said.
 */
export function signedHeaders(
  secret: string,
  { id, nowMs, body }: { id: string; nowMs: number; body: string },
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
