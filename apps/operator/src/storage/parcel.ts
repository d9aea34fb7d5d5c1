import type { Entry } from '../log/entries.js';

/** Of OWASP's advice for PBKDF2 with SHA-256. */
const ITERATIONS = 600_000;
const KIND = 'bakeloop unsent entries';

interface Sealed {
  kind: typeof KIND;
  version: 1;
  iterations: number;
  /** base64. */
  salt: string;
  nonce: string;
  content: string;
}

/** Browsers give their cryptography only to pages that came over TLS or from this machine. */
export const canSeal = (): boolean => 'subtle' in crypto;

/** Entries as a file that only who has the passphrase reads: AES-256-GCM, key by PBKDF2-SHA-256. */
export async function sealed(entries: readonly Entry[], passphrase: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyOf(passphrase, salt, ITERATIONS);
  const text = new TextEncoder().encode(JSON.stringify(entries));
  const content = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, text);
  const file: Sealed = {
    kind: KIND,
    version: 1,
    iterations: ITERATIONS,
    salt: textOf(salt),
    nonce: textOf(nonce),
    content: textOf(new Uint8Array(content)),
  };
  return JSON.stringify(file);
}

/**
 * @returns the entries of a file; 'not-ours' when it is none of these or damaged, 'wrong-passphrase' when it does not open
 */
export async function unsealed(
  file: string,
  passphrase: string,
): Promise<Entry[] | 'not-ours' | 'wrong-passphrase'> {
  const read = sealedIn(file);
  if (read === null) return 'not-ours';
  try {
    const key = await keyOf(passphrase, bytesOf(read.salt), read.iterations);
    const iv = bytesOf(read.nonce);
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytesOf(read.content));
    return JSON.parse(new TextDecoder().decode(text)) as Entry[];
  } catch {
    return 'wrong-passphrase';
  }
}

function sealedIn(file: string): Sealed | null {
  try {
    const read = JSON.parse(file) as Partial<Sealed> | null;
    const isOurs =
      read?.kind === KIND &&
      read.version === 1 &&
      typeof read.iterations === 'number' &&
      read.iterations <= 10 * ITERATIONS &&
      [read.salt, read.nonce, read.content].every((part) => typeof part === 'string');
    return isOurs ? (read as Sealed) : null;
  } catch {
    return null;
  }
}

export async function keyOf(
  secret: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), 'PBKDF2', false, [
    'deriveKey',
  ]);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

export function textOf(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
