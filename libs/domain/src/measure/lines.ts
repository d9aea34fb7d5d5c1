/** No scale sends a longer line, bytes: what is longer is noise (a wrong baud rate) and must not grow in memory. */
const MAX_LINE = 256;

/** Cuts a stream of bytes into lines of ASCII at CR, LF, STX or ETX, whatever the pieces they came in. */
export function createLineCutter(onLine: (line: string) => void): (bytes: Uint8Array) => void {
  let rest = '';
  return (bytes) => {
    // STX and ETX frame the lines of some indicators; one byte is one character.
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    const pieces = (rest + text).split(/[\r\n\u0002\u0003]+/);
    rest = (pieces.pop() ?? '').slice(-MAX_LINE);
    for (const piece of pieces) if (piece !== '' && piece.length <= MAX_LINE) onLine(piece);
  };
}
