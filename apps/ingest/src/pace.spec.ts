import { describe, expect, it } from '@jest/globals';
import { readMessage } from '@bakeloop/record';
import { ingestEnv } from './settings.js';
import { costOf, KitchenPaces, PATIENCE_MS } from './pace.js';

describe("a kitchen's pace", () => {
  const paces = () => new KitchenPaces({ readingsPerSecond: 100, burstReadings: 1_000 });

  it('lets a burst through, then is as far ahead as the rate takes to catch up', () => {
    const pace = paces();
    expect(pace.spend('a', 1_000, 0)).toBe(0);
    expect(pace.spend('a', 50, 0)).toBe(500);
    expect(pace.aheadMs('a', 400)).toBe(100);
    expect(pace.aheadMs('a', 500)).toBe(0);
    expect(pace.spend('a', 100, 1_500)).toBe(0);
  });

  it('gives no more than the burst back, however long the silence', () => {
    const pace = paces();
    pace.spend('a', 1_000, 0);
    expect(pace.spend('a', 1_001, 3_600_000)).toBeCloseTo(10);
  });

  it('of one kitchen is nothing to another, and never more than rate and burst over any time', () => {
    const pace = paces();
    pace.spend('a', 1e9, 0);
    expect(pace.aheadMs('b', 0)).toBe(0);
    let taken = 0;
    for (let nowMs = 0; nowMs < 60_000; nowMs += 10)
      if (pace.aheadMs('b', nowMs) === 0) {
        pace.spend('b', 7, nowMs);
        taken += 7;
      }
    expect(taken).toBeLessThanOrEqual(1_000 + 60 * 100 + 7);
    expect(taken).toBeGreaterThan(1_000 + 59 * 100);
  });

  it('never turns away who waits for answers: 20 packs of 200 events unanswered at most', () => {
    const settings = ingestEnv.parse({ DATABASE_URL: 'postgres://x/x', MQTT_URL: 'mqtt://x' });
    const pace = new KitchenPaces({
      readingsPerSecond: settings.INGEST_KITCHEN_READINGS_PER_SECOND,
      burstReadings: settings.INGEST_KITCHEN_BURST_READINGS,
    });
    const event = { content: { kind: 'events', events: Array(200).fill(null) }, refusals: [] };
    const cost = costOf(event as unknown as Parameters<typeof costOf>[0]);
    const answeredMs: number[] = [];
    let nowMs = 0;
    for (let sent = 0; sent < 1_000; sent++) {
      if (sent >= 20) nowMs = Math.max(nowMs, answeredMs[sent - 20] ?? 0);
      expect(pace.aheadMs('a', nowMs)).toBeLessThanOrEqual(PATIENCE_MS);
      answeredMs.push(nowMs + Math.min(pace.spend('a', cost, nowMs), PATIENCE_MS));
    }
  });

  it('keeps no kitchen that owes nothing', () => {
    const pace = paces();
    for (let index = 0; index < 30_000; index++) pace.spend(`made-up-${index}`, 1, index * 10);
    expect(pace['dueMs'].size).toBeLessThan(10_002);
  });
});

it('counts what a message costs in readings', () => {
  const cost = (stream: string, body: unknown): number =>
    costOf(
      readMessage({
        topic: `kitchens/v1/k-1/${stream}`,
        payload: Buffer.from(JSON.stringify(body)),
        receivedAt: new Date(),
      }),
    );
  const session = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';
  const records = Array.from({ length: 25 }, () => ({ n: 'a/b', v: 1 }));
  expect(cost('telemetry', records)).toBe(25);
  expect(cost('telemetry', records.slice(0, 1))).toBe(10);
  expect(cost('telemetry', 'nonsense')).toBe(10);
  expect(cost('events', { session, seq: 1, events: [{}, {}, {}] })).toBe(30);
  expect(cost('birth', { session, machines: [], channels: [] })).toBe(500);
  expect(cost('status', { session, state: 'online' })).toBe(10);
});
