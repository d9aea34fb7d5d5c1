import { randomBytes } from 'node:crypto';
import { CLAIM_ALPHABET, CLAIM_LENGTH, groupClaimCode } from '@bakeloop/contracts';
import { digestOf, type Secret } from '../secrets.js';

/** A fresh claim code. The alphabet has 32 characters, so five bits of a random byte choose one as likely as any other. */
export function newClaimCode(): Secret {
  const characters = [...randomBytes(CLAIM_LENGTH)].map(
    (byte) => CLAIM_ALPHABET[byte % CLAIM_ALPHABET.length],
  );
  const text = groupClaimCode(characters.join(''));
  return { text, digest: digestOf(text) };
}
