import { expect, it } from '@jest/globals';
import { FairLane } from './fair-lane.js';

it('one piece of work is done at a time, and who brings much does not hold up the others', async () => {
  const lane = new FairLane();
  const done: string[] = [];
  let atOnce = 0;
  const work = (name: string) => async () => {
    atOnce += 1;
    expect(atOnce).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    done.push(name);
    atOnce -= 1;
    return name;
  };
  const much = ['a1', 'a2', 'a3', 'a4'].map((name) => lane.run('a', work(name)));
  const few = [lane.run('b', work('b1')), lane.run('c', work('c1')), lane.run('b', work('b2'))];
  expect(await Promise.all([...much, ...few])).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2']);
  expect(done).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

it('what fails is told to who asked for it, and the next goes on', async () => {
  const lane = new FairLane();
  const failed = lane.run('a', () => Promise.reject(new Error('no picture')));
  const next = lane.run('a', () => Promise.resolve('picture'));
  await expect(failed).rejects.toThrow('no picture');
  expect(await next).toBe('picture');
  expect(await lane.run('b', () => Promise.resolve('later'))).toBe('later');
});
