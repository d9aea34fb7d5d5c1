import { FLEET_STATES, type FleetSearch, type FleetState } from '@bakeloop/contracts';

/** What of the fleet is shown, as it stands in the address. Pure. */

export const FLEET_STATE_WORDS: Record<FleetState, string> = {
  all: 'All',
  trouble: 'To look at',
  good: 'All is well',
  running: 'Baking',
  idle: 'Not baking',
  behind: 'Behind the plan',
};

export interface FleetFilter extends FleetSearch {
  /** From 1. */
  page: number;
}

export const ROWS_A_PAGE = 50;

export function readFleetFilter(search: URLSearchParams): FleetFilter {
  const page = Number(search.get('page') ?? 1);
  return {
    text: (search.get('q') ?? '').slice(0, 80),
    state: FLEET_STATES.find((state) => state === search.get('state')) ?? 'all',
    country: search.get('country'),
    page: Number.isInteger(page) && page >= 1 ? page : 1,
  };
}

/** @returns the address with this filter, everything else in it kept; another filter begins on its first page */
export function writeFleetFilter(
  search: URLSearchParams,
  { text, state, country, page }: FleetFilter,
): URLSearchParams {
  const next = new URLSearchParams(search);
  const put = (name: string, value: string | null): void => {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  };
  put('q', text);
  put('state', state === 'all' ? null : state);
  put('country', country);
  put('page', page === 1 ? null : String(page));
  return next;
}

/** The page that is asked for, or the last there is. */
export function pageOf<T>(rows: readonly T[], page: number): { rows: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_A_PAGE));
  const at = Math.min(page, pages);
  return { rows: rows.slice((at - 1) * ROWS_A_PAGE, at * ROWS_A_PAGE), page: at, pages };
}
