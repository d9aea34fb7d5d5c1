import { constants, inflateRawSync, inflateSync, type ZlibOptions } from 'node:zlib';
import { isDeflated, MAX_PAYLOAD_BYTES } from '@bakeloop/contracts';

/** `info` has the engine told with the answer: how much of the payload was the stream. The types do not know of it. */
const HOW: ZlibOptions = { maxOutputLength: MAX_PAYLOAD_BYTES, info: true };

/** The JSON of a pack, or why there is none. */
export type Inflating =
  { ok: true; payload: Buffer } | { ok: false; reason: 'too_large' | 'not_json'; detail: string };

type Inflated = { buffer: Buffer; engine: { bytesWritten: number } };

/** A zlib stream begins with so many bytes that say only that it is one. */
const ZLIB_HEADER_BYTES = 2;
/** Of a stream that inflates to too much, so much is inflated, bytes: session and seq come first, and no more than T3 comes of it. */
const HEAD_BYTES = 254;
/** What is cut off is no error: the rest is not wanted. */
const HEAD: ZlibOptions = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_PAYLOAD_BYTES };

/**
 * How the JSON of a deflated pack begins that is too large when inflated. Bounded like the whole, and without its
 * checksum, since that stands at the end. Empty where not even the beginning is a deflated one.
 */
export function inflatedHead(payload: Buffer): string {
  try {
    const head = payload.subarray(ZLIB_HEADER_BYTES, ZLIB_HEADER_BYTES + HEAD_BYTES);
    return inflateRawSync(head, HEAD).toString('utf8');
  } catch {
    return '';
  }
}

/**
 * The JSON of a pack that its sender deflated (D2); what is not deflated comes back as it is. Inflating stops where the
 * limit of a payload (T3) is passed: whatever a payload claims to hold, it costs no more memory than a plain one.
 */
export function inflated(payload: Buffer): Inflating {
  if (!isDeflated(payload)) return { ok: true, payload };
  try {
    const { buffer, engine } = inflateSync(payload, HOW) as unknown as Inflated;
    // A copy: what zlib gives is a slice of 16 KiB, all of which would be kept while this waits.
    if (engine.bytesWritten === payload.length) return { ok: true, payload: Buffer.from(buffer) };
    return {
      ok: false,
      reason: 'not_json',
      detail: `deflated, with ${payload.length - engine.bytesWritten} bytes after its end`,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      return {
        ok: false,
        reason: 'too_large',
        detail: `deflated, and more than ${MAX_PAYLOAD_BYTES} bytes when inflated.`,
      };
    return {
      ok: false,
      reason: 'not_json',
      detail: `begins as a deflated pack (zlib) and is none: ${(error as Error).message}`,
    };
  }
}
