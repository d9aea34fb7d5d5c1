import { createHash } from 'node:crypto';
import { canonicalJson } from '@bakeloop/domain';

/** SHA-256 of the canonical JSON: tells a repeated event from an id used again for another (E1). */
export function contentHash(value: unknown): Buffer {
  return createHash('sha256').update(canonicalJson(value)).digest();
}
