import { describe, expect, it } from '@jest/globals';
import { pageOf, readFleetFilter, ROWS_A_PAGE, writeFleetFilter, type FleetFilter } from './fleet-filter.js';

const EVERY: FleetFilter = { text: '', state: 'all', country: null, page: 1 };

describe('the filter of the fleet', () => {
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
