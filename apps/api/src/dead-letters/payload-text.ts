import { isUtf8 } from 'node:buffer';
import { constants, inflateSync } from 'node:zlib';
import { isDeflated } from '@bakeloop/contracts';
import { redactedText } from '../events/redacted.js';

/** Characters of a payload that are shown. */
const SHOWN_CHARACTERS = 2_000;
/** Of a deflated pack so many bytes are inflated for being shown: at deflate's best, 1032 to 1, to a megabyte. */
const INFLATED_BYTES = 1_000;

/**
 * Raw bytes for a person: as text where they are UTF-8, but for what protects people, else in hexadecimal after `hex:`.
 * A deflated pack is shown as what was deflated.
 * @param head the first bytes of a payload; a character cut in two at its end is left out
 */
export function payloadText(head: Buffer): string {
  const inflated = inflatedHead(head);
  const text = inflated === null ? bytesText(head) : `deflated: ${bytesText(inflated)}`;
  return text.slice(0, SHOWN_CHARACTERS);
}

/** A part of a payload for a person, as `payloadText` of the whole. @param text of the part; null where it is no text */
export function partText(text: string | null, payload: Buffer): string {
  return text === null ? payloadText(payload) : redactedText(text).slice(0, SHOWN_CHARACTERS);
}

function bytesText(head: Buffer): string {
  for (let cut = 0; cut < Math.min(4, head.length + 1); cut += 1) {
    const bytes = head.subarray(0, head.length - cut);
    if (isUtf8(bytes)) return redactedText(bytes.toString('utf8'));
  }
  return `hex:${head.toString('hex')}`;
}

/** @returns what the first bytes of a deflated pack inflate to; null where they are none */
function inflatedHead(head: Buffer): Buffer | null {
  if (!isDeflated(head)) return null;
  try {
    // Cut off as it is, it never ends.
    return inflateSync(head.subarray(0, INFLATED_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return null;
  }
}
