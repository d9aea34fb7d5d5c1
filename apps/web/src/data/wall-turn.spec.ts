import { describe, expect, it } from '@jest/globals';
import { TURN_MS, wallTurn } from './wall-turn.js';

describe('the turns of the wall', () => {
  it('show every kitchen once in a round, in their order, and none twice', () => {
    for (const [count, fits] of [
      [20, 8],
      [16, 8],
      [3, 1],
      [7, 0],
    ] as const) {
      const { pages } = wallTurn(count, fits, 0);
      const shown = Array.from({ length: pages }, (_, turn) => {
        const { from, to } = wallTurn(count, fits, turn * TURN_MS);
        return Array.from({ length: to - from }, (__, place) => from + place);
      });
      expect(shown.flat()).toEqual(Array.from({ length: count }, (_, place) => place));
    }
  });

  it('are none where all fit, and stand still within a turn', () => {
    const all = { from: 0, to: 5, page: 0, pages: 1 };
    for (const now of [0, TURN_MS, 7 * TURN_MS]) expect(wallTurn(5, Infinity, now)).toEqual(all);
    expect(wallTurn(20, 8, TURN_MS)).toEqual(wallTurn(20, 8, 2 * TURN_MS - 1));
    expect(wallTurn(0, 4, 0)).toEqual({ from: 0, to: 0, page: 0, pages: 1 });
  });
});
