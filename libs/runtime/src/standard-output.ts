import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

const STDOUT = 1;
/** A reader that is busy is waited for so long at a time, ms, and so often for one line: then it is held up no longer. */
const BREATH_MS = 10;
const MOST_BREATHS = 500;

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

/**
 * The standard output, written to at once and in order, so that the last line before a crash is there. When its reader
 * has died, what is said is given up: pino's own destination (sonic-boom) then tries for ever, and the process, orphaned,
 * never ends.
 */
export function standardOutput(): DestinationStream {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let isRead = true;
  return {
    write(line) {
      let rest = Buffer.from(line);
      for (let breaths = 0; isRead && rest.length > 0;)
        try {
          rest = rest.subarray(writeSync(STDOUT, rest));
        } catch (error) {
          if (codeOf(error) !== 'EAGAIN') isRead = false;
          else if (breaths++ === MOST_BREATHS) return;
          else Atomics.wait(pause, 0, 0, BREATH_MS);
        }
    },
  };
}
