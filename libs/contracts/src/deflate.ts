/** D1: what a platform says in `accepts` of its acknowledgements, and a kitchen in `encodings` of its certificate. */
export const DEFLATE = 'deflate';

/**
 * D2: whether a payload is a zlib stream (RFC 1950) rather than JSON. Its first two bytes say so: compression method 8,
 * and together a multiple of 31. No pack in JSON begins like that: "{", "[" and white space are other methods.
 */
export function isDeflated(payload: Uint8Array): boolean {
  const [first = 0, second = 0] = payload;
  return payload.length > 2 && (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}
