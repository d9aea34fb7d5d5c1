import { expect, it } from '@jest/globals';
import { KeptBuffers } from './kept-buffers.js';

const made = new Map<string, number>();
const make = (key: string) => () => {
  made.set(key, (made.get(key) ?? 0) + 1);
  return Promise.resolve(Buffer.alloc(99));
};

it('what is costly is made once, and only the longest unasked is let go where bytes run out', async () => {
  const kept = new KeptBuffers(300);
  const ask = (key: string) => kept.of(key, make(key));
  await Promise.all([ask('a'), ask('a'), ask('b'), ask('c')]);
  await ask('a');
  await ask('d');
  for (const key of ['a', 'c', 'd']) await ask(key);
  expect(Object.fromEntries(made)).toEqual({ a: 1, b: 1, c: 1, d: 1 });
  await ask('b');
  await ask('a');
  expect(Object.fromEntries(made)).toEqual({ a: 2, b: 2, c: 1, d: 1 });
  await expect(kept.of('e', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await ask('e')).toHaveLength(99);
});
