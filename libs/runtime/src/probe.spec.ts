import { expect, it } from '@jest/globals';
import { probe } from './probe.js';

it('says whether it answers, and asks anew after an answer', async () => {
  let away = false;
  const answers = probe(() => (away ? Promise.reject(new Error('away')) : Promise.resolve()), 1_000);
  expect(await answers()).toBe(true);
  away = true;
  expect(await answers()).toBe(false);
  away = false;
  expect(await answers()).toBe(true);
});

it('takes silence for a no, and asks once however many want to know', async () => {
  let asked = 0;
  const answers = probe(() => {
    asked += 1;
    return new Promise(() => undefined);
  }, 20);
  expect(await Promise.all([answers(), answers(), answers()])).toEqual([false, false, false]);
  expect(await answers()).toBe(false);
  expect(asked).toBe(1);
});
