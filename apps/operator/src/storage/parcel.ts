import { hexOf, sha256 } from '../log/sha256.js';
import type { Entry } from '../log/entries.js';
import type { CarriedPhoto, Photo } from '../photos/photo.js';

/** Of OWASP's advice for PBKDF2 with SHA-256. */
const ITERATIONS = 600_000;
const KIND = 'bakeloop unsent entries';

/** What goes to another phone: entries and photos that are not sent yet. */
export interface Parcel {
  entries: readonly Entry[];
  photos: readonly CarriedPhoto[];
}

interface Sealed {
  kind: typeof KIND;
  /** What is sealed: 1: a JSON array of entries; 2: the length of a `Head` (4 bytes), the head as JSON, then each photo. */
  version: 1 | 2;
  iterations: number;
  /** base64. */
  salt: string;
  nonce: string;
  content: string;
}

/** Browsers give their cryptography only to pages that came over TLS or from this machine. */
export const canSeal = (): boolean => 'subtle' in crypto;

interface Head {
  entries: Entry[];
  photos: Photo[];
}

/** A file that only who has the passphrase reads: AES-256-GCM, key by PBKDF2-SHA-256. */
export async function sealed(parcel: Parcel, passphrase: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyOf(passphrase, salt, ITERATIONS);
  // Without photos it is what phones that were not updated yet open, too.
  const version = parcel.photos.length === 0 ? 1 : 2;
  const plain = version === 1 ? jsonBytes(parcel.entries) : packed(parcel);
  const content = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, plain);
  const file: Sealed = {
    kind: KIND,
    version,
    iterations: ITERATIONS,
    salt: textOf(salt),
    nonce: textOf(nonce),
    content: textOf(new Uint8Array(content)),
  };
  return JSON.stringify(file);
}

const jsonBytes = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(value));

function packed({ entries, photos }: Parcel): Uint8Array<ArrayBuffer> {
  const head = jsonBytes({ entries: [...entries], photos: photos.map(({ photo }) => photo) } satisfies Head);
  const parts = [head, ...photos.map(({ bytes }) => bytes)];
  const all = new Uint8Array(LENGTH_BYTES + parts.reduce((sum, { length }) => sum + length, 0));
  new DataView(all.buffer).setUint32(0, head.length);
  let at = LENGTH_BYTES;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
const LENGTH_BYTES = 4;

/** A photo whose bytes are not what it is named by is left out. */
async function unpacked(plain: ArrayBuffer): Promise<Parcel> {
  const headEnd = LENGTH_BYTES + new DataView(plain).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(plain.slice(LENGTH_BYTES, headEnd))) as Head;
  const photos: CarriedPhoto[] = [];
  let at = headEnd;
  for (const photo of head.photos) {
    const bytes = new Uint8Array(plain.slice(at, at + photo.bytes));
    at += photo.bytes;
    if (hexOf(await sha256(bytes)) === photo.hash) photos.push({ photo, bytes });
  }
  return { entries: head.entries, photos };
}

/**
 * @returns what is in a file; 'not-ours' when it is none of these or damaged, 'wrong-passphrase' when it does not open
 */
export async function unsealed(
  file: string,
  passphrase: string,
): Promise<Parcel | 'not-ours' | 'wrong-passphrase'> {
  const read = sealedIn(file);
  if (read === null) return 'not-ours';
  try {
    const key = await keyOf(passphrase, bytesOf(read.salt), read.iterations);
    const iv = bytesOf(read.nonce);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytesOf(read.content));
    if (read.version === 2) return await unpacked(plain);
    return { entries: JSON.parse(new TextDecoder().decode(plain)) as Entry[], photos: [] };
  } catch {
    return 'wrong-passphrase';
  }
}

function sealedIn(file: string): Sealed | null {
  try {
    const read = JSON.parse(file) as Partial<Sealed> | null;
    const isOurs =
      read?.kind === KIND &&
      (read.version === 1 || read.version === 2) &&
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
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  return btoa(binary);
}
/** A function takes so many arguments in every browser. */
const CHUNK_BYTES = 0x8000;

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  // By hand: `from` takes seconds for the photos of a parcel on a cheap phone.
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
