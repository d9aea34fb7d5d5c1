import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { receiptText, type Receipt, type ReceiptKey } from '@bakeloop/contracts';
import { canonicalJson, type KitchenEvent } from '@bakeloop/domain';
import { expect, it } from '@jest/globals';
import { isReceiptOf, type KeyRing } from './receipts.js';

const event: KitchenEvent = {
  id: '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11',
  type: 'incident.recorded',
  time: '2026-03-02T13:00:00.000+03:00',
  data: { kind: 'spill', severity: 1 },
};
const server = generateKeyPairSync('ed25519');
const key: ReceiptKey = {
  kty: 'OKP',
  crv: 'Ed25519',
  use: 'sig',
  kid: 'one',
  x: server.publicKey.export({ format: 'jwk' }).x ?? '',
};
const contentHash = createHash('sha256').update(canonicalJson(event)).digest('hex');
function receiptBy({ privateKey }: typeof server, changed: Partial<Receipt> = {}): Receipt {
  const said = { id: event.id, contentHash, storedAt: '2026-03-02T10:00:01.000Z', ...changed };
  const signature = sign(null, Buffer.from(receiptText(said)), privateKey).toString('base64url');
  return { keyId: 'one', ...said, signature, ...changed };
}
const knowing = (keys: readonly ReceiptKey[], fetched: readonly ReceiptKey[] = []): KeyRing => ({
  known: () => keys,
  fetch: () => Promise.resolve(fetched),
});

it('takes the server at its signed word, and nobody else at theirs (E5)', async () => {
  const receipt = receiptBy(server);
  expect(await isReceiptOf(event, receipt, knowing([key]))).toBe(true);
  expect(await isReceiptOf(event, null, knowing([key]))).toBe(false);
  expect(await isReceiptOf(event, receiptBy(generateKeyPairSync('ed25519')), knowing([key]))).toBe(false);
  const later = { ...receipt, storedAt: '2026-03-02T10:00:02.000Z' };
  expect(await isReceiptOf(event, later, knowing([key]))).toBe(false);
  const other = { ...event, data: { kind: 'spill', severity: 2 } } as KitchenEvent;
  expect(await isReceiptOf(other, receipt, knowing([key]))).toBe(false);
});

it('asks for a key that it has not met, and holds to one that it has (E5)', async () => {
  const impostor = generateKeyPairSync('ed25519');
  const theirs = { ...key, x: impostor.publicKey.export({ format: 'jwk' }).x ?? '' };
  expect(await isReceiptOf(event, receiptBy(server), knowing([], [key]))).toBe(true);
  expect(await isReceiptOf(event, receiptBy(server), knowing([], []))).toBe(false);
  expect(await isReceiptOf(event, receiptBy(impostor), knowing([key], [theirs]))).toBe(false);
});

it('checks without the browser’s own cryptography too, as over plain HTTP (E5)', async () => {
  const { crypto } = globalThis;
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
  try {
    expect(await isReceiptOf(event, receiptBy(server), knowing([key]))).toBe(true);
    expect(await isReceiptOf(event, receiptBy(server, { contentHash: '0'.repeat(64) }), knowing([key]))).toBe(
      false,
    );
  } finally {
    Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true });
  }
});
