/** JFIF, tables, frames and scans: what draws the picture. */
const DRAWS = new Set([0xc0, 0xc1, 0xc2, 0xc4, 0xda, 0xdb, 0xdd, 0xe0]);
const END = 0xd9;

/**
 * Whether a JPEG holds its picture and nothing else: no EXIF, no place, no comment, no second picture, nothing behind its
 * end. What a canvas of a browser makes is so.
 */
export function isBareJpeg(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return false;
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || !DRAWS.has(marker)) return false;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    // A JFIF of more than its 14 bytes carries a picture of its own.
    if (length < 2 || (marker === 0xe0 && length !== 16)) return false;
    at += 2 + length;
    if (marker === 0xda) at = endOfScan(bytes, at);
    if (bytes[at] === 0xff && bytes[at + 1] === END) return at + 2 === bytes.length;
  }
  return false;
}

/** Where the marker behind compressed data stands: 0xFF in the data is followed by 0, or by a restart (0xD0 to 0xD7). */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; ; at += 1) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
}
