import type { KitchenSummary } from '@bakeloop/contracts';
import { zeroTotals } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import {
  filterFleet,
  pageOf,
  readFleetFilter,
  ROWS_A_PAGE,
  writeFleetFilter,
  type FleetFilter,
} from './fleet-filter.js';

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
const EVERY: FleetFilter = { text: '', state: 'all', country: null, page: 1 };
const found = (filter: Partial<FleetFilter>): string[] =>
  filterFleet(FLEET, { ...EVERY, ...filter }, () => 0.5).map(({ id }) => id);

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

  it('reads back what it wrote, and keeps the rest of the address', () => {
    const filter: FleetFilter = { text: 'a b', state: 'behind', country: 'KE', page: 3 };
    const written = writeFleetFilter(new URLSearchParams('wall=1'), filter);
    expect(readFleetFilter(written)).toEqual(filter);
    expect(written.get('wall')).toBe('1');
    expect(writeFleetFilter(written, EVERY).toString()).toBe('wall=1');
  });

  it.each(['state=x&page=0', 'page=-1', 'page=1.5', 'page=x'])(
    'falls back to everything for "%s"',
    (text) => {
      expect(readFleetFilter(new URLSearchParams(text))).toEqual(EVERY);
    },
  );

  it('pages by fifty, and answers the last page for one beyond it', () => {
    const rows = Array.from({ length: 101 }, (_, index) => index);
    expect(pageOf(rows, 1).rows).toHaveLength(ROWS_A_PAGE);
    expect(pageOf(rows, 9)).toEqual({ rows: [100], page: 3, pages: 3 });
    expect(pageOf([], 2)).toEqual({ rows: [], page: 1, pages: 1 });
  });
});
