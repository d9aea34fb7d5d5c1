import { expect, it } from '@jest/globals';
import { bandPath, linePath } from './line-path.js';

it('a line breaks where nothing is known', () => {
  const points = [
    { x: 0, y: 1 },
    { x: 10, y: 2.25 },
    { x: 20, y: null },
    { x: 30, y: 3 },
  ];
  expect(linePath(points)).toBe('M0.0,1.0L10.0,2.3M30.0,3.0');
  expect(linePath([])).toBe('');
});

it('a band goes there along the highest and back along the lowest, apart on either side of a gap', () => {
  const points = [
    { x: 0, band: [5, 1] as const },
    { x: 10, band: [6, 2] as const },
    { x: 20, band: null },
    { x: 30, band: [7, 3] as const },
  ];
  expect(bandPath(points)).toBe('M0.0,1.0L10.0,2.0L10.0,6.0L0.0,5.0ZM30.0,3.0L30.0,7.0Z');
});
