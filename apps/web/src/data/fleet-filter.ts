import type { KitchenSummary } from '@bakeloop/contracts';
import { conditionOf, type Condition } from './trouble.js';

/** What of the fleet is shown, as it stands in the address. Pure. */

export const FLEET_STATES = ['all', 'trouble', 'good', 'running', 'idle', 'behind'] as const;
export type FleetState = (typeof FLEET_STATES)[number];
export const FLEET_STATE_WORDS: Record<FleetState, string> = {
  all: 'All',
  trouble: 'To look at',
  good: 'All is well',
  running: 'Baking',
  idle: 'Not baking',
  behind: 'Behind the plan',
};

export interface FleetFilter {
  text: string;
  state: FleetState;
  country: string | null;
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

/** Letters as people search for them: without case and accents. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Whether a kitchen is on its plan: good product of the day so far against the share of its day that is over.
 * @returns null without a plan
 */
export function planShare({ planGrams, today }: Pick<KitchenSummary, 'planGrams' | 'today'>): number | null {
  return planGrams === null ? null : today.totals.goodGrams / planGrams;
}

/** @param dayShare how much of the kitchen's day is over, 0 to 1 */
export const isBehind = (kitchen: KitchenSummary, dayShare: number): boolean => {
  const share = planShare(kitchen);
  return share !== null && share < dayShare;
};

const TROUBLED: readonly Condition[] = ['critical', 'warning', 'unknown'];

/** @param dayShareOf how much of a kitchen's day is over */
export function filterFleet(
  kitchens: readonly KitchenSummary[],
  { text, state, country }: FleetFilter,
  dayShareOf: (kitchen: KitchenSummary) => number,
): KitchenSummary[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const isIn = (kitchen: KitchenSummary): boolean => {
    switch (state) {
      case 'all':
        return true;
      case 'trouble':
        return TROUBLED.includes(conditionOf(kitchen));
      case 'good':
        return conditionOf(kitchen) === 'good';
      case 'running':
        return kitchen.runningBatch !== null;
      case 'idle':
        return kitchen.runningBatch === null;
      case 'behind':
        return isBehind(kitchen, dayShareOf(kitchen));
    }
  };
  return kitchens.filter((kitchen) => {
    if (country !== null && kitchen.country !== country) return false;
    const known = plain(
      [kitchen.name, kitchen.place, kitchen.id, kitchen.country, kitchen.runningBatch?.batchId].join(' '),
    );
    return words.every((word) => known.includes(word)) && isIn(kitchen);
  });
}

/** The page that is asked for, or the last there is. */
export function pageOf<T>(rows: readonly T[], page: number): { rows: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_A_PAGE));
  const at = Math.min(page, pages);
  return { rows: rows.slice((at - 1) * ROWS_A_PAGE, at * ROWS_A_PAGE), page: at, pages };
}
