import { describe, expect, it } from '@jest/globals';
import { zeroTotals } from '@bakeloop/domain';
import type { BatchSummary, FleetSnapshot, KitchenDetail, KitchenSnapshot } from '@bakeloop/contracts';
import { applyFleet, applyKitchen, follows } from './live-state.js';

const kitchen = (id: string, name = id): KitchenDetail => ({
  id,
  name,
  place: null,
  country: null,
  timeZone: 'UTC',
  position: null,
  presence: 'online',
  lastMessageAt: null,
  clockSkewMs: null,
  queueAgeMs: null,
  planGrams: null,
  deadLetters24h: 0,
  openAlarms: { active: 0, unacknowledged: 0, worst: null },
  troubles: [],
  runningBatch: null,
  lastClosure: null,
  today: { day: '2026-03-02', totals: zeroTotals() },
  allTime: zeroTotals(),
  session: null,
  birth: null,
  birthVersion: null,
  commandsChangedAt: null,
});

const batch = (batchId: string, startedAt: string | null): BatchSummary => ({
  kitchenId: 'ke-nbo-01',
  batchId,
  status: 'running',
  stage: null,
  machine: null,
  recipeId: null,
  recipeVersion: null,
  productCode: null,
  plannedMinutes: null,
  startedAt,
  finishedAt: null,
  feedGrams: 0,
  goodGrams: 0,
  goodPieces: null,
  recycledGrams: null,
  closure: null,
  flags: [],
});

const at = (seq: number, epoch = 'a') => ({ epoch, seq });

describe('follows', () => {
  it('takes the next, drops the old and notices what was missed', () => {
    expect(follows(at(4), at(5))).toBe('next');
    expect(follows(at(4), at(4))).toBe('old');
    expect(follows(at(4), at(1))).toBe('old');
    expect(follows(at(4), at(6))).toBe('gap');
    expect(follows(at(4), at(5, 'b'))).toBe('gap');
    expect(follows(at(4), at(1, 'b'))).toBe('gap');
  });
});

describe('applyFleet', () => {
  const shown: FleetSnapshot = {
    ...at(1),
    kitchens: [kitchen('ke-nbo-01'), kitchen('gh-acc-01')],
    allTime: zeroTotals(),
    status: {
      version: '1',
      demo: true,
      database: { engine: 'timescaledb', version: '2', rollups: 'views' },
      history: null,
      canary: { state: 'fresh', sentAt: null, lateAfterSeconds: 180 },
    },
  };

  it('replaces whole rows by id, adds new kitchens, and keeps what the delta does not name', () => {
    const next = applyFleet(shown, {
      ...at(2),
      kitchens: [kitchen('gh-acc-01', 'Accra'), kitchen('br-sao-01')],
    });
    expect(next.kitchens.map(({ name }) => name)).toEqual(['ke-nbo-01', 'Accra', 'br-sao-01']);
    expect(next.kitchens[0]).toBe(shown.kitchens[0]);
    expect(next.status).toBe(shown.status);
    expect(next.seq).toBe(2);
    expect(shown.kitchens).toHaveLength(2);
  });
});

describe('applyKitchen', () => {
  const shown: KitchenSnapshot = {
    ...at(7),
    kitchen: kitchen('ke-nbo-01'),
    channels: ['extruder-1/power', 'meter/energy'].map((channel) => ({
      channel,
      unit: 'W',
      kind: 'gauge',
      min: null,
      max: null,
      intervalSeconds: 10,
      current: { time: '2026-03-02T10:00:00.000Z', value: 1, receivedAt: '2026-03-02T10:00:01.000Z' },
    })),
    batches: [batch('B-2', '2026-03-02T09:00:00Z'), batch('B-1', '2026-03-02T07:00:00Z')],
  };
  const reading = (channel: string, time: string, value: number) => ({
    channel,
    timeMs: Date.parse(time),
    value,
  });

  it('shows the newest reading of a pack, and never one older than what is shown (S7)', () => {
    const next = applyKitchen(shown, {
      ...at(8),
      readings: [
        reading('extruder-1/power', '2026-03-02T10:00:20Z', 3),
        reading('extruder-1/power', '2026-03-02T10:00:10Z', 2),
        reading('meter/energy', '2026-03-02T09:59:00Z', 99),
        reading('unheard/of', '2026-03-02T10:00:10Z', 5),
      ],
    });
    expect(next.channels.map(({ current }) => current?.value)).toEqual([3, 1]);
    expect(next.channels[1]).toBe(shown.channels[1]);
  });

  it('replaces batches by id and keeps the newest first', () => {
    const changed = { ...batch('B-1', '2026-03-02T07:00:00Z'), status: 'finished' as const };
    const next = applyKitchen(shown, {
      ...at(8),
      readings: [],
      batches: [changed, batch('B-3', '2026-03-02T11:00:00Z'), batch('B-0', null)],
    });
    expect(next.batches.map(({ batchId }) => batchId)).toEqual(['B-0', 'B-3', 'B-2', 'B-1']);
    expect(next.batches[3]?.status).toBe('finished');
  });

  it('keeps the list bounded however many batches come', () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      batch(`C-${String(index)}`, '2026-03-02T12:00:00Z'),
    );
    expect(applyKitchen(shown, { ...at(8), readings: [], batches: many }).batches).toHaveLength(20);
  });
});
