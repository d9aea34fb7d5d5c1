import { describe, expect, it } from '@jest/globals';
import { integral, integralWithoutSun, respond, sunMs, type Segment } from './curves.js';

const load: Segment[] = [
  { fromMs: 0, toMs: 100, value: 2 },
  { fromMs: 150, toMs: 250, value: 5 },
];

describe('load curves', () => {
  it('integrate exactly, and cutting a window anywhere loses nothing', () => {
    expect(integral(load, 0, 1_000)).toBe(700);
    for (const cut of [-5, 50, 100, 120, 200, 900])
      expect(integral(load, -10, cut) + integral(load, cut, 1_000)).toBe(700);
  });

  it('lose to the sun what a fine sum of the half sine says', () => {
    const sun = { riseMs: 0, setMs: 300, share: 0.5 };
    let sum = 0;
    for (let at = 0; at < 300; at += 0.01) {
      const value = load.find(({ fromMs, toMs }) => at >= fromMs && at < toMs)?.value ?? 0;
      sum += value * (1 - 0.5 * Math.sin((Math.PI * at) / 300)) * 0.01;
    }
    expect(integralWithoutSun(load, sun, -50, 400)).toBeCloseTo(sum, 1);
    expect(sunMs(sun, -1_000, 1_000)).toBeCloseTo(600 / Math.PI, 9);
  });
});

describe('a first-order response', () => {
  const response = respond([{ fromMs: 0, toMs: 3_600_000, value: 200 }], 20, {
    upMs: 300_000,
    downMs: 3_000_000,
  });

  it('rests before, reaches 63 % of the way in one time constant, and settles on its target', () => {
    expect(response.at(-1)).toBe(20);
    expect(response.at(300_000)).toBeCloseTo(20 + 180 * (1 - Math.exp(-1)), 6);
    expect(response.at(3_600_000 - 1)).toBeCloseTo(200, 1);
  });

  it('cools more slowly than it heats, without a jump at the turn', () => {
    expect(Math.abs(response.at(3_600_001) - response.at(3_599_999))).toBeLessThan(0.01);
    expect(response.at(3_900_000)).toBeGreaterThan(180);
    expect(response.at(3_600_000 + 30_000_000)).toBeCloseTo(20, 1);
  });
});
