import { expect, it } from '@jest/globals';
import { Coalescer } from './coalescer.js';

/** Each hand-over takes until the test lets it end. */
function observed() {
  const handed: string[] = [];
  const ends: (() => void)[] = [];
  let seen: () => void = () => undefined;
  const coalescer = new Coalescer<string>(
    0,
    (before, added) => before + added,
    (gathered) => {
      handed.push(gathered);
      seen();
      return new Promise((resolve) => ends.push(resolve));
    },
    () => performance.now(),
  );
  const next = (): Promise<void> => new Promise((resolve) => (seen = resolve));
  return { coalescer, handed, ends, next };
}

it('hands on at once what came together', async () => {
  const { coalescer, handed, next } = observed();
  const first = next();
  for (const item of 'abc') coalescer.add(item);
  await first;
  expect(handed).toEqual(['abc']);
});

it('waits for a slow hand-over, gathers meanwhile, and loses nothing', async () => {
  const { coalescer, handed, ends, next } = observed();
  const first = next();
  coalescer.add('a');
  await first;
  coalescer.add('b');
  coalescer.add('c');
  expect(handed).toEqual(['a']);
  const second = next();
  ends[0]?.();
  await second;
  expect(handed).toEqual(['a', 'bc']);
});
