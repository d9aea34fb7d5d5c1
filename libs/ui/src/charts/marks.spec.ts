import { describe, expect, it } from '@jest/globals';
import { boxesOf, roomyPlaces } from './marks.js';

const view = { fromMs: 1_000, toMs: 2_000, low: 100, high: 300 };
const plot = { x: 50, y: 8, width: 500, height: 200 };

describe('stretches of a chart', () => {
  it('stand between their values, over as much of their time as is in view', () => {
    expect(boxesOf([{ fromMs: 1_200, toMs: 1_600, low: 150, high: 250 }], view, plot)).toEqual([
      { x: 150, y: 58, width: 200, height: 100 },
    ]);
    expect(boxesOf([{ fromMs: 0, toMs: 1_500, low: 100, high: 300 }], view, plot)).toEqual([
      { ...plot, width: 250 },
    ]);
  });

  it('reach from the bottom to the top without values', () => {
    expect(boxesOf([{ fromMs: 0, toMs: 9_000 }], view, plot)).toEqual([plot]);
  });

  it('are not drawn out of view', () => {
    const out = [
      { fromMs: 0, toMs: 1_000 },
      { fromMs: 2_000, toMs: 3_000 },
    ];
    expect(boxesOf(out, view, plot)).toEqual([]);
  });
});

describe('numbers of notes', () => {
  it('stand where there is room, whatever the order of their places', () => {
    expect(roomyPlaces([100, 110, 128, 300, 120, 90, 60], 28)).toEqual([
      true,
      false,
      true,
      true,
      false,
      false,
      true,
    ]);
  });
});
