import { expect, it } from '@jest/globals';
import { coveredMs } from './oee.js';

const span = (fromMs: number, toMs: number) => ({ fromMs, toMs });

it('time is covered once, however many spans cover it', () => {
  expect(coveredMs([])).toBe(0);
  expect(coveredMs([span(0, 10), span(20, 30)])).toBe(20);
  expect(coveredMs([span(20, 30), span(0, 25)])).toBe(30);
  expect(coveredMs([span(0, 100), span(10, 20), span(50, 120)])).toBe(120);
});

it('a span that ends before it starts covers nothing', () => {
  expect(coveredMs([span(10, 5), span(20, 30)])).toBe(10);
});
