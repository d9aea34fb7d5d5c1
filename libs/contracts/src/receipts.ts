import { z } from 'zod';

/** E5: the platform's word that it holds an event. Whoever has the public key can check it, with or without a network. */
export const receipt = z.object({
  id: z.uuid().describe('of the event'),
  contentHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256, hex, of the event as JSON without blanks and with the keys of every object sorted'),
  storedAt: z.iso.datetime().describe("by the server's clock"),
  keyId: z.string().min(1).max(64).describe('`kid` of the key that signed'),
  signature: z
    .string()
    .regex(/^[A-Za-z0-9_-]{86}$/)
    .describe('Ed25519, base64url'),
});
export type Receipt = z.infer<typeof receipt>;

/** The text that is signed, as UTF-8. Its first line keeps the signature from being taken for one of something else. */
export function receiptText({ id, contentHash, storedAt }: Omit<Receipt, 'signature' | 'keyId'>): string {
  return ['bakeloop receipt 1', id, contentHash, storedAt].join('\n');
}

/** RFC 7517 and 8037. */
export const receiptKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  use: z.literal('sig'),
  kid: z.string(),
  x: z.string().describe('public key, base64url'),
});
export type ReceiptKey = z.infer<typeof receiptKey>;
export const receiptKeys = z.object({ keys: z.array(receiptKey) });

export const checkReceipt = z.strictObject({
  receipt,
  event: z.record(z.string(), z.unknown()).optional().describe('as it was sent'),
});
export const checkedReceipt = z.object({
  genuine: z.boolean(),
  detail: z.string().describe('one sentence for a person'),
});
