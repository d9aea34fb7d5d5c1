import { describe, expect, it } from '@jest/globals';
import { movedCursor } from './cursor.js';

describe('the cursor of a chart', () => {
  it.each([
    [null, 'ArrowRight', 0],
    [null, 'ArrowLeft', 4],
    [0, 'ArrowRight', 1],
    [0, 'ArrowLeft', 0],
    [4, 'ArrowRight', 4],
    [1, 'PageDown', 4],
    [3, 'PageUp', 0],
    [3, 'Home', 0],
    [1, 'End', 4],
    [2, 'Escape', null],
  ] as const)('at %s of five, after %s, is at %s', (at, key, next) => {
    expect(movedCursor(at, key, 5)).toBe(next);
  });

  it('leaves to the page what is not its own: other keys, and all of an empty chart', () => {
    expect(movedCursor(2, 'Tab', 5)).toBeUndefined();
    expect(movedCursor(null, 'Escape', 5)).toBeUndefined();
    expect(movedCursor(null, 'ArrowRight', 0)).toBeUndefined();
  });
});
