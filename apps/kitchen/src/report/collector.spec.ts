import { describe, expect, it } from '@jest/globals';
import { Collector, type CollectedChannel } from './collector.js';

const channel = (name: string, over: Partial<CollectedChannel> = {}): CollectedChannel => ({
  name,
  rule: { kind: 'gauge', deadband: 0, heartbeatMs: 60_000 },
  sampleMs: 1_000,
  reportMs: 10_000,
  ...over,
});

describe('the collector', () => {
  it('keeps readings until the report interval of the most urgent channel', () => {
    const collector = new Collector([
      channel('m/slow', { reportMs: 60_000 }),
      channel('m/quick', { reportMs: 5_000 }),
    ]);
    expect(collector.dueMs).toBe(Infinity);
    collector.add('m/slow', { atMs: 1_000, value: 1 });
    expect(collector.dueMs).toBe(61_000);
    collector.add('m/quick', { atMs: 2_000, value: 2 });
    expect(collector.dueMs).toBe(7_000);
    // What could wait longer goes along: the message is paid for.
    expect(collector.take().map(({ channel }) => channel)).toEqual(['m/slow', 'm/quick']);
    expect(collector.dueMs).toBe(Infinity);
  });

  it('takes one reading per sampling interval of a flood, the newest, and loses no last value', () => {
    const collector = new Collector([channel('m/x')]);
    for (let at = 0; at <= 100_000; at++) collector.add('m/x', { atMs: at / 100, value: at });
    collector.settle(2_100);
    const values = collector.take();
    expect(values.length).toBeLessThanOrEqual(5);
    expect(values.at(-1)).toEqual({ channel: 'm/x', atMs: 1_000, value: 100_000 });
  });

  it('takes every reading of a poller that was held up and catches up', () => {
    const collector = new Collector([channel('m/x')]);
    for (const atMs of [0, 1_000, 2_900, 3_000, 4_000, 5_990, 6_000, 7_000])
      collector.add('m/x', { atMs, value: atMs });
    expect(collector.take()).toHaveLength(8);
  });

  it('takes a day of late readings of a sensor that was away, and of one that makes up times no more than that', () => {
    const day = 86_400_000;
    const collector = new Collector([channel('m/x', { sampleMs: 5_000 })], 100_000);
    for (let atMs = 5_000; atMs < day; atMs += 5_000) collector.add('m/x', { atMs, value: atMs }, day);
    expect(collector.take()).toHaveLength(day / 5_000 - 1);
    expect(collector.takeFlood()).toBe(0);
    // An hour in which it goes on, and says a hundred other things of the past each time.
    let made = 0;
    for (let nowMs = day + 5_000; nowMs <= day + 3_600_000; nowMs += 5_000) {
      collector.add('m/x', { atMs: nowMs, value: nowMs }, nowMs);
      for (let n = 1; n <= 100; n++) collector.add('m/x', { atMs: nowMs - n * 7, value: ++made }, nowMs);
    }
    const kept = collector.take().length;
    // One for each of its own, and what was left of its day.
    expect(kept).toBeLessThanOrEqual(2 * 720 + 20);
    expect(kept + collector.takeFlood()).toBe(720 + made);
  });

  it('takes no year at once of a sensor that says it was away for it', () => {
    const now = 400 * 86_400_000;
    const collector = new Collector([channel('m/x', { sampleMs: 5_000 })], 100_000);
    for (let atMs = 0; atMs < now; atMs += 600_000) collector.add('m/x', { atMs, value: atMs }, now);
    expect(collector.take().length).toBeLessThanOrEqual(20_000);
    // What it shows now is taken all the same.
    collector.add('m/x', { atMs: now, value: 1 }, now);
    expect(collector.take()).toHaveLength(1);
  });

  it('reports on stopping what was read and not reported', () => {
    const collector = new Collector([
      channel('m/x', { rule: { kind: 'gauge', deadband: 5, heartbeatMs: 60_000 } }),
    ]);
    for (const [at, value] of [10, 11, 12].entries()) collector.add('m/x', { atMs: at * 1_000, value });
    collector.reportNow();
    expect(collector.take().map(({ value }) => value)).toEqual([10, 12]);
  });

  it('reports at once when asked to, some channels or all, and nothing twice', () => {
    const gauge = { kind: 'gauge', deadband: 5, heartbeatMs: 60_000 } as const;
    const collector = new Collector([channel('m/x', { rule: gauge }), channel('m/y', { rule: gauge })]);
    for (const name of ['m/x', 'm/y'])
      for (const [at, value] of [10, 11].entries()) collector.add(name, { atMs: at * 1_000, value });
    collector.take();
    expect(collector.dueMs).toBe(Infinity);
    collector.reportNow(['m/y']);
    expect(collector.dueMs).toBe(-Infinity);
    collector.reportNow();
    collector.reportNow();
    expect(collector.take().map(({ channel: name, value }) => [name, value])).toEqual([
      ['m/y', 11],
      ['m/x', 11],
    ]);
    expect(() => collector.reportNow(['m/z'])).toThrow('"m/z" is no channel of this kitchen');
  });

  it('gives nothing up when storing fails, and remembers a long failure coarsely within its bound', () => {
    const collector = new Collector([channel('m/x')], 100);
    for (let at = 0; at < 1_000; at++) {
      collector.add('m/x', { atMs: at * 1_000, value: at });
      collector.giveBack(collector.take(), at * 1_000 + 5_000);
    }
    const kept = collector.take().map(({ value }) => value);
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(kept.length + collector.takeThinned()).toBe(1_000);
    expect(kept).toEqual(kept.toSorted((left, right) => left - right));
    expect(kept.at(-1)).toBe(999);
    expect(kept[0]).toBe(0);
  });

  it('refuses a channel that is not configured', () => {
    expect(() => new Collector([]).add('m/x', { atMs: 0, value: 1 })).toThrow(/no channel/);
  });
});
