import { isUtf8 } from 'node:buffer';
import { redactedText } from '../events/redacted.js';

/** Characters of a payload that are shown. */
const SHOWN_CHARACTERS = 2_000;

/**
 * Raw bytes for a person: as text where they are UTF-8, but for what protects people, else in hexadecimal after `hex:`.
 * @param head the first bytes of a payload; a character cut in two at its end is left out
 */
export function payloadText(head: Buffer): string {
  for (let cut = 0; cut < Math.min(4, head.length + 1); cut += 1) {
    const bytes = head.subarray(0, head.length - cut);
    if (isUtf8(bytes)) return redactedText(bytes.toString('utf8')).slice(0, SHOWN_CHARACTERS);
  }
  return `hex:${head.toString('hex')}`.slice(0, SHOWN_CHARACTERS);
}
