import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: nobody guesses one, so a fast hash keeps it, and a slow one would only be a way to overload us. */
const SECRET_BYTES = 32;

export interface Secret {
  /** For who holds it; nowhere stored. Letters, digits, `-` and `_`. */
  text: string;
  /** For us: looked up by it, so no comparison tells how much of a guess was right. */
  digest: Buffer;
}

/** @param prefix tells people and scanners of leaks what was found, for example `bakeloop_` */
export function newSecret(prefix = ''): Secret {
  const text = prefix + randomBytes(SECRET_BYTES).toString('base64url');
  return { text, digest: digestOf(text) };
}

/** SHA-256 of a secret. */
export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
