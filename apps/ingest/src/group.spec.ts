import { expect, it } from '@jest/globals';
import { topics } from '@bakeloop/contracts';
import { readMessage, type ReadMessage } from '@bakeloop/record';
import { CommitLanes } from './group.js';

const message = (topic: string, bytes = 0) =>
  readMessage({ topic, payload: Buffer.alloc(bytes), receivedAt: new Date(0) });

it('commits what has arrived during a commit together, in order, and settles each only after its commit', async () => {
  const commits: string[][] = [];
  const releases: (() => void)[] = [];
  const groups = new CommitLanes<ReadMessage>(
    (messages) => {
      commits.push(messages.map((one) => one.message.topic));
      return new Promise((release) => releases.push(release));
    },
    { lanes: 1, maxMessages: 2, maxBytes: 100 },
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
  const groups = new CommitLanes<ReadMessage>(() => Promise.reject(new Error('closing')), {
    lanes: 1,
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
  const groups = new CommitLanes<ReadMessage>(
    async (messages) => {
      commits.push(messages.map((one) => one.message.topic));
      await new Promise((next) => setImmediate(next));
    },
    { lanes: 1, maxMessages: 10, maxBytes: 100 },
  );
  const sizes = { first: 1, a: 60, b: 40, c: 1, huge: 500, d: 50, e: 51 };
  await Promise.all(Object.entries(sizes).map(([topic, bytes]) => groups.add(message(topic, bytes))));
  expect(commits).toEqual([['first'], ['a', 'b'], ['c'], ['huge'], ['d'], ['e']]);
});

const ofKitchen = (kitchenId: string): string => topics.of(kitchenId, 'status');
/** Two kitchens whose messages go into different lanes of two. */
const [first, other] = [ofKitchen('zwl-1'), ofKitchen('zwl-4')];

/** Two lanes whose commits end when they are released, one by one. */
function heldLanes() {
  const commits: string[][] = [];
  const releases: (() => void)[] = [];
  const lanes = new CommitLanes<ReadMessage>(
    (messages) => {
      commits.push(messages.map((one) => one.message.topic));
      return new Promise((release) => releases.push(release));
    },
    { maxMessages: 1_000, maxBytes: 1_000, lanes: 2 },
  );
  const release = async (): Promise<void> => {
    releases.shift()?.();
    await new Promise((next) => setImmediate(next));
  };
  const releaseAll = async (all: readonly Promise<void>[]): Promise<void> => {
    while (releases.length > 0) await release();
    await Promise.all(all);
    await lanes.idle();
  };
  return { lanes, commits, release, releaseAll };
}

it('keeps a kitchen in order, and commits a few messages of whomever together, after the commit that runs', async () => {
  const { lanes, commits, release, releaseAll } = heldLanes();
  const all = [first, other, first, first, other].map((topic) => lanes.add(message(topic)));
  expect(commits).toEqual([[first]]);
  await release();
  expect(commits.slice(1)).toEqual([[first, first, other, other]]);
  all.push(lanes.add(message(other)), lanes.add(message(first)));
  await releaseAll(all);
  expect(commits.slice(2)).toEqual([[first, other]]);
});

it('takes no more bytes together than into one commit', async () => {
  const { lanes, commits, releaseAll } = heldLanes();
  const sized: [string, number][] = [
    [first, 1],
    [first, 600],
    [other, 600],
  ];
  await releaseAll(sized.map(([topic, bytes]) => lanes.add(message(topic, bytes))));
  expect(commits).toEqual([[first], [first], [other]]);
});

it('commits much beside another commit, and a few once that takes long', async () => {
  const { lanes, commits, releaseAll } = heldLanes();
  const many = Array.from({ length: 100 }, () => other);
  const all = [first, ...many].map((topic) => lanes.add(message(topic)));
  expect(commits).toEqual([[first], many]);
  await releaseAll(all);

  const few = [first, other].map((topic) => lanes.add(message(topic)));
  expect(commits.slice(2)).toEqual([[first]]);
  while (commits.length < 4) await new Promise((next) => setTimeout(next, 5));
  expect(commits.slice(2)).toEqual([[first], [other]]);
  await releaseAll(few);
});
