import { expect, it } from '@jest/globals';
import { topics } from '@bakeloop/contracts';
import { readMessage } from '@bakeloop/record';
import { CommitGroups, CommitLanes } from './group.js';

const message = (topic: string, bytes = 0) =>
  readMessage({ topic, payload: Buffer.alloc(bytes), receivedAt: new Date(0) });

it('commits what has arrived during a commit together, in order, and settles each only after its commit', async () => {
  const commits: string[][] = [];
  const releases: (() => void)[] = [];
  const groups = new CommitGroups(
    (messages) => {
      commits.push(messages.map((one) => one.message.topic));
      return new Promise((release) => releases.push(release));
    },
    { maxMessages: 2, maxBytes: 100 },
  );
  const settled: string[] = [];
  const add = (topic: string) => groups.add(message(topic)).then(() => settled.push(topic));
  const all = ['a', 'b', 'c', 'd'].map(add);
  expect(commits).toEqual([['a']]);
  expect(settled).toEqual([]);
  for (const wanted of [['a'], ['b', 'c'], ['d']]) {
    while (releases.length === 0) await Promise.resolve();
    expect(commits.at(-1)).toEqual(wanted);
    releases.shift()?.();
    await new Promise((next) => setImmediate(next));
  }
  await Promise.all(all);
  expect(settled).toEqual(['a', 'b', 'c', 'd']);
});

it('leaves what could not be committed unsettled', async () => {
  const groups = new CommitGroups(() => Promise.reject(new Error('closing')), {
    maxMessages: 10,
    maxBytes: 100,
  });
  let settled = false;
  void groups.add(message('a')).then(() => (settled = true));
  await groups.idle();
  expect(settled).toBe(false);
});

it('puts no more bytes into a commit than allowed, and commits a larger message alone', async () => {
  const commits: string[][] = [];
  const groups = new CommitGroups(
    async (messages) => {
      commits.push(messages.map((one) => one.message.topic));
      await new Promise((next) => setImmediate(next));
    },
    { maxMessages: 10, maxBytes: 100 },
  );
  const sizes = { first: 1, a: 60, b: 40, c: 1, huge: 500, d: 50, e: 51 };
  await Promise.all(Object.entries(sizes).map(([topic, bytes]) => groups.add(message(topic, bytes))));
  expect(commits).toEqual([['first'], ['a', 'b'], ['c'], ['huge'], ['d'], ['e']]);
});

it('keeps a kitchen in one lane, in order, while others are committed at the same time', async () => {
  const commits: string[][] = [];
  const releases: (() => void)[] = [];
  const lanes = new CommitLanes(
    (messages) => {
      commits.push(messages.map((one) => one.message.topic));
      return new Promise((release) => releases.push(release));
    },
    { maxMessages: 10, maxBytes: 100, lanes: 2 },
  );
  const ofKitchen = (kitchenId: string): string => topics.of(kitchenId, 'status');
  const [first, other] = [ofKitchen('zwl-1'), ofKitchen('zwl-4')];
  const all = [first, other, first, first, other].map((topic) => lanes.add(message(topic)));
  expect(commits).toEqual([[first], [other]]);
  while (releases.length > 0) {
    releases.shift()?.();
    await new Promise((next) => setImmediate(next));
  }
  await Promise.all(all);
  await lanes.idle();
  expect(commits).toEqual([[first], [other], [first, first], [other]]);
});
