import { describe, expect, it } from '@jest/globals';
import { lateStretches } from './late-stretches.js';

describe('stretches of late readings', () => {
  it('join neighbours, and leave a hole where there is one', () => {
    expect(lateStretches([0, 10, 20, 50, 61], 10)).toEqual([
      { fromMs: 0, toMs: 30 },
      { fromMs: 50, toMs: 60 },
      { fromMs: 61, toMs: 71 },
    ]);
    expect(lateStretches([], 10)).toEqual([]);
  });
});
