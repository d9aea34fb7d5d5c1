import { expect, it } from '@jest/globals';
import { RivalWatch } from './rival.js';

it('suspects a rival when connections that were made at once end soon, three times in a row', () => {
  const watch = new RivalWatch();
  const lives = (fromMs: number, toMs: number): boolean => {
    watch.established(fromMs);
    return watch.ended(toMs, { broke: false });
  };
  expect(lives(0, 100)).toBe(false);
  expect(lives(200, 4_000)).toBe(false);
  expect(lives(4_100, 4_200)).toBe(true);
  expect(lives(4_300, 60_000)).toBe(false);
  expect(lives(60_100, 60_200)).toBe(false);
});

it('suspects none while the broker itself comes and goes', () => {
  const watch = new RivalWatch();
  for (let nowMs = 0; nowMs < 100_000; nowMs += 1_000) {
    watch.established(nowMs);
    expect(watch.ended(nowMs + 300, { broke: false })).toBe(false);
    expect(watch.ended(nowMs + 600, { broke: false })).toBe(false);
  }
});

it('takes the word of the broker at once, and once', () => {
  const watch = new RivalWatch();
  watch.established(0);
  watch.takenOver();
  expect(watch.ended(90_000, { broke: false })).toBe(true);
  watch.established(100_000);
  expect(watch.ended(200_000, { broke: false })).toBe(false);
});

it('takes a line that is cut a few times for what it is, and one that is cut for ever for a rival', () => {
  const watch = new RivalWatch();
  const ends = Array.from({ length: 9 }, (_, at) => {
    watch.established(at * 1_000);
    return watch.ended(at * 1_000 + 500, { broke: true });
  });
  expect(ends).toEqual([...Array.from({ length: 8 }, () => false), true]);
});
