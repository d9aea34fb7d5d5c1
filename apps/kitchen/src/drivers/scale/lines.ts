/** No scale sends a longer line, bytes: what is longer is noise (a wrong baud rate) and must not grow in memory. */
const MAX_LINE = 256;

/** Cuts a stream of bytes into lines of ASCII at CR, LF or ETX, whatever the pieces they came in. */
export function createLineCutter(onLine: (line: string) => void): (bytes: Buffer) => void {
  let rest = '';
  return (bytes) => {
    // STX and ETX frame the lines of some indicators; latin1 keeps one byte one character.
    const pieces = (rest + bytes.toString('latin1')).split(/[\r\n\u0002\u0003]+/);
    rest = (pieces.pop() ?? '').slice(-MAX_LINE);
    for (const piece of pieces) if (piece !== '' && piece.length <= MAX_LINE) onLine(piece);
  };
}
