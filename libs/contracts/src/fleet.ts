import type { KitchenSummary } from './api.js';

/** What of the fleet is shown, to a page and to the file taken from it: one filter for both. Pure. */

export const FLEET_STATES = ['all', 'trouble', 'good', 'running', 'idle', 'behind'] as const;
export type FleetState = (typeof FLEET_STATES)[number];

export interface FleetSearch {
  text: string;
  state: FleetState;
  /** ISO 3166-1 alpha-2; null: of all. */
  country: string | null;
}

export type Condition = 'good' | 'warning' | 'critical' | 'unknown';

/** Whether something critical is on in a kitchen that somebody was to be told of. */
export const isAlarming = ({ openAlarms: { active, worst } }: Pick<KitchenSummary, 'openAlarms'>): boolean =>
  active > 0 && worst === 'critical';

/** One word for a marker or a badge: the worst thing known about a kitchen. */
export function conditionOf(
  kitchen: Pick<KitchenSummary, 'presence' | 'troubles' | 'openAlarms'>,
): Condition {
  const { presence, troubles } = kitchen;
  if (presence === 'never') return 'unknown';
  if (presence === 'offline' || presence === 'silent' || isAlarming(kitchen)) return 'critical';
  if (troubles.some(({ severity }) => severity === 'critical')) return 'critical';
  return troubles.length > 0 ? 'warning' : 'good';
}

/**
 * How much of its plan of the day a kitchen has made.
 * @returns null without a plan
 */
export function planShare({ planGrams, today }: Pick<KitchenSummary, 'planGrams' | 'today'>): number | null {
  return planGrams === null ? null : today.totals.goodGrams / planGrams;
}

/** Making one costs a hundred times what using it does. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** How much of a day is over by the clock on the wall, 0 to below 1. @param zone IANA */
export function dayShare(nowMs: number, zone: string): number {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      hour: 'numeric',
      minute: 'numeric',
    });
    clocks.set(zone, clock);
  }
  const parts = Object.fromEntries(
    clock.formatToParts(nowMs).map(({ type, value }) => [type, Number(value)]),
  );
  return ((parts['hour'] ?? 0) * 60 + (parts['minute'] ?? 0)) / 1_440;
}

/** Whether a kitchen has made less than its plan asks for by this hour of its own day. */
export function isBehind(
  kitchen: Pick<KitchenSummary, 'planGrams' | 'today' | 'timeZone'>,
  nowMs: number,
): boolean {
  const share = planShare(kitchen);
  return share !== null && share < dayShare(nowMs, kitchen.timeZone);
}

/** Letters as people search for them: without case and accents. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const TROUBLED: readonly Condition[] = ['critical', 'warning', 'unknown'];

export function filterFleet(
  kitchens: readonly KitchenSummary[],
  { text, state, country }: FleetSearch,
  nowMs: number,
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
        return isBehind(kitchen, nowMs);
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
