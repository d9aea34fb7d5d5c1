import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLineCutter } from './lines.js';

const linesOf = (pieces: readonly Buffer[]): string[] => {
  const lines: string[] = [];
  const cut = createLineCutter((line) => lines.push(line));
  for (const piece of pieces) cut(piece);
  return lines;
};

describe('lines of a serial stream', () => {
  it('are the same whatever pieces they come in', () => {
    const stream = Buffer.from('ST,GS,+1.5kg\r\nS S  2 kg\n\u00023.5 kg\u0003rest');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: stream.length }), { maxLength: 10 }), (cuts) => {
        const edges = [0, ...cuts.toSorted((left, right) => left - right), stream.length];
        const pieces = edges.slice(1).map((edge, at) => stream.subarray(edges[at], edge));
        expect(linesOf(pieces)).toEqual(['ST,GS,+1.5kg', 'S S  2 kg', '3.5 kg']);
      }),
    );
  });

  it('of noise without an end cost no memory, and the next good line is read', () => {
    const noise = Array.from({ length: 1_000 }, () => Buffer.alloc(1_000, 0xff));
    expect(linesOf([...noise, Buffer.from('\r\nS S 2 kg\r\n')]).at(-1)).toBe('S S 2 kg');
  });
});
