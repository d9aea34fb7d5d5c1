import { zeroTotals } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import type { KitchenSummary } from './api.js';
import { conditionOf, dayShare, filterFleet, type FleetSearch } from './fleet.js';

const kitchen = (id: string, more: Partial<KitchenSummary> = {}): KitchenSummary => ({
  id,
  name: id,
  place: null,
  country: null,
  timeZone: 'UTC',
  position: null,
  presence: 'online',
  lastMessageAt: null,
  clockSkewMs: null,
  queueAgeMs: null,
  deadLetters24h: 0,
  openAlarms: { active: 0, unacknowledged: 0, worst: null },
  troubles: [],
  runningBatch: null,
  lastClosure: null,
  today: { day: '2026-03-02', totals: zeroTotals() },
  planGrams: null,
  allTime: zeroTotals(),
  ...more,
});
const made = (goodGrams: number) => ({ day: '2026-03-02', totals: { ...zeroTotals(), goodGrams } });
const FLEET = [
  kitchen('br-sao-01', { name: 'São Paulo', country: 'BR', planGrams: 100, today: made(40) }),
  kitchen('ke-nbo-01', { name: 'Nairobi', place: 'Kibera', country: 'KE', planGrams: 100, today: made(60) }),
  kitchen('ke-msa-01', { name: 'Mombasa', country: 'KE', presence: 'silent' }),
];
const NOON = Date.parse('2026-03-02T12:00:00Z');
const found = (search: Partial<FleetSearch>): string[] =>
  filterFleet(FLEET, { text: '', state: 'all', country: null, ...search }, NOON).map(({ id }) => id);

describe('the filter of the fleet', () => {
  it.each([
    ['sao', ['br-sao-01']],
    ['KIBERA', ['ke-nbo-01']],
    ['ke 01', ['ke-nbo-01', 'ke-msa-01']],
    ['nairobi mombasa', []],
    ['', ['br-sao-01', 'ke-nbo-01', 'ke-msa-01']],
  ])('finds by "%s", without case and accents and every word of it', (text, ids) => {
    expect(found({ text })).toEqual(ids);
  });

  it('keeps what is in trouble, behind its plan by the hour of its day, or of a country', () => {
    expect(found({ state: 'trouble' })).toEqual(['ke-msa-01']);
    expect(found({ state: 'good' })).toEqual(['br-sao-01', 'ke-nbo-01']);
    expect(found({ state: 'behind' })).toEqual(['br-sao-01']);
    expect(found({ state: 'running' })).toEqual([]);
    expect(found({ country: 'KE', state: 'idle' })).toEqual(['ke-nbo-01', 'ke-msa-01']);
  });

  it('goes by the clock on the wall of each kitchen', () => {
    expect(dayShare(NOON, 'UTC')).toBe(0.5);
    expect(dayShare(NOON, 'Africa/Nairobi')).toBe(0.625);
    expect(dayShare(NOON, 'Pacific/Auckland')).toBeCloseTo(1 / 24);
  });
});

describe('the condition of a kitchen', () => {
  it('is critical where it says nothing or a critical alarm is on, whatever else is known', () => {
    expect(conditionOf(kitchen('a', { presence: 'silent' }))).toBe('critical');
    const alarms = (active: number, worst: 'critical' | 'warning') =>
      conditionOf(kitchen('b', { openAlarms: { active, unacknowledged: 1, worst } }));
    expect(alarms(1, 'critical')).toBe('critical');
    expect(alarms(0, 'critical')).toBe('good');
    expect(alarms(1, 'warning')).toBe('good');
    const troubles = [{ kind: 'bad-data' as const, severity: 'warning' as const, detail: '' }];
    expect(conditionOf(kitchen('c', { troubles }))).toBe('warning');
    expect(conditionOf(kitchen('d', { presence: 'never' }))).toBe('unknown');
    expect(conditionOf(kitchen('e'))).toBe('good');
  });
});
