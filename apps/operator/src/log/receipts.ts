import { parseEvent, receiptText, type Receipt, type ReceiptKey } from '@bakeloop/contracts';
import { canonicalJson, type KitchenEvent } from '@bakeloop/domain';
import { hexOf, sha256 } from './sha256.js';

/** Where the keys come from that receipts are checked with. */
export interface KeyRing {
  /** Keys that this phone has met. */
  known(): readonly ReceiptKey[];
  /** Asks the server, and remembers. @throws ApiProblem */
  fetch(): Promise<readonly ReceiptKey[]>;
}

/**
 * Whether a receipt is the server's word that it holds this very event (E5). A key once met is believed before what the
 * server says of it now: who gets in between later signs for nothing.
 * @throws ApiProblem when a key is needed and the server does not give it
 */
export async function isReceiptOf(
  event: KitchenEvent,
  receipt: Receipt | null,
  ring: KeyRing,
): Promise<boolean> {
  if (receipt?.id !== event.id.toLowerCase()) return false;
  const key = await keyNamed(receipt.keyId, ring);
  if (!key || receipt.contentHash !== (await contentHash(event))) return false;
  return verify(bytesOf(key.x), bytesOf(receipt.signature), new TextEncoder().encode(receiptText(receipt)));
}

async function keyNamed(id: string, ring: KeyRing): Promise<ReceiptKey | undefined> {
  const known = ring.known().find(({ kid }) => kid === id);
  return known ?? (await ring.fetch()).find(({ kid }) => kid === id);
}

/** SHA-256, hex, of an event as the server reads it. */
async function contentHash(event: KitchenEvent): Promise<string> {
  const parsed = parseEvent(event);
  const text = new TextEncoder().encode(canonicalJson(parsed.ok ? parsed.event : event));
  return hexOf(await sha256(text));
}

type Bytes = Uint8Array<ArrayBuffer>;

async function verify(publicKey: Bytes, signature: Bytes, text: Bytes): Promise<boolean> {
  try {
    const { subtle } = globalThis.crypto;
    const key = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
    return await subtle.verify('Ed25519', key, signature, text);
  } catch {
    // An older browser, or a page over plain HTTP: the same in JavaScript, loaded only then.
    const { ed25519 } = await import('@noble/curves/ed25519.js');
    return ed25519.verify(signature, text, publicKey);
  }
}

function bytesOf(base64url: string): Bytes {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
