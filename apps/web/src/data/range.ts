import { startOfDay, startOfMonth, startOfWeek, startOfYear } from '@bakeloop/ui';

/** The time range of charts, as it stands in the address: `?range=6h`, or `?from=…&to=…` with instants. */

const HOUR_MS = 3_600_000;

interface Relative {
  words: string;
  /** Short, for a button; those without one are in the list alone. */
  short?: string;
  /** False: it lies in the past, and stands still until the kitchen's next midnight. */
  isOpen: boolean;
  from: (nowMs: number, zone: string) => number;
  to?: (nowMs: number, zone: string) => number;
}
const hours =
  (count: number): Relative['from'] =>
  (nowMs) =>
    nowMs - count * HOUR_MS;

/** Ranges that move with the clock. Those of days begin at the midnight of the kitchen. */
export const RELATIVE = {
  '1h': { words: 'Last hour', short: '1h', isOpen: true, from: hours(1) },
  '6h': { words: 'Last 6 hours', short: '6h', isOpen: true, from: hours(6) },
  '24h': { words: 'Last 24 hours', short: '24h', isOpen: true, from: hours(24) },
  today: { words: 'Today', short: 'today', isOpen: true, from: startOfDay },
  yesterday: {
    words: 'Yesterday',
    isOpen: false,
    from: (now, zone) => startOfDay(now, zone, -1),
    to: startOfDay,
  },
  '7d': { words: 'Last 7 days', short: '7d', isOpen: true, from: (now, zone) => startOfDay(now, zone, -6) },
  '30d': {
    words: 'Last 30 days',
    short: '30d',
    isOpen: true,
    from: (now, zone) => startOfDay(now, zone, -29),
  },
  '90d': { words: 'Last 90 days', isOpen: true, from: (now, zone) => startOfDay(now, zone, -89) },
  '365d': { words: 'Last 365 days', isOpen: true, from: (now, zone) => startOfDay(now, zone, -364) },
  week: { words: 'This week', isOpen: true, from: startOfWeek },
  'last-week': {
    words: 'Last week',
    isOpen: false,
    from: (now, zone) => startOfWeek(now, zone, -1),
    to: startOfWeek,
  },
  month: { words: 'This month', isOpen: true, from: startOfMonth },
  'last-month': {
    words: 'Last month',
    isOpen: false,
    from: (now, zone) => startOfMonth(now, zone, -1),
    to: startOfMonth,
  },
  year: { words: 'This year', isOpen: true, from: startOfYear },
} as const satisfies Record<string, Relative>;
export type RelativeKey = keyof typeof RELATIVE;
export const RELATIVE_KEYS = Object.keys(RELATIVE) as RelativeKey[];
const DEFAULT: RelativeKey = '6h';

export const relativeOf = (key: RelativeKey): Relative => RELATIVE[key];

/** `relative` moves with the clock; `fixed` stays. */
export type Range = { kind: 'relative'; key: RelativeKey } | { kind: 'fixed'; fromMs: number; toMs: number };

/** Whether it ends now, so that what comes is in it. */
export const isOpen = (range: Range): boolean => range.kind === 'relative' && RELATIVE[range.key].isOpen;

/** The server keeps raw readings that long, and answers no wider question usefully. */
export const WIDEST_MS = 400 * 24 * HOUR_MS;
/** Right after midnight today is empty; that little is shown at least, ms. */
const SHORTEST_MS = 60_000;

/**
 * @param fallback for an address that names none
 * @returns the range in the address; the fallback for one that makes no sense (backwards, endless, unreadable)
 */
export function readRange(search: URLSearchParams, fallback: RelativeKey = DEFAULT): Range {
  const fromMs = Date.parse(search.get('from') ?? '');
  const toMs = Date.parse(search.get('to') ?? '');
  if (toMs - fromMs >= SHORTEST_MS && toMs - fromMs <= WIDEST_MS) return { kind: 'fixed', fromMs, toMs };
  const asked = search.get('range');
  return { kind: 'relative', key: RELATIVE_KEYS.find((key) => key === asked) ?? fallback };
}

/** @returns the address with this range, everything else in it kept */
export function writeRange(
  search: URLSearchParams,
  range: Range,
  fallback: RelativeKey = DEFAULT,
): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of ['range', 'from', 'to']) next.delete(name);
  if (range.kind === 'fixed') {
    next.set('from', new Date(range.fromMs).toISOString());
    next.set('to', new Date(range.toMs).toISOString());
  } else if (range.key !== fallback) {
    next.set('range', range.key);
  }
  return next;
}

/** What a range covers at an instant, ms since the epoch. @param zone of the kitchen, IANA */
export function windowOf(range: Range, nowMs: number, zone: string): { fromMs: number; toMs: number } {
  if (range.kind === 'fixed') return { fromMs: range.fromMs, toMs: range.toMs };
  const { from, to } = relativeOf(range.key);
  const toMs = to?.(nowMs, zone) ?? nowMs;
  return { fromMs: Math.min(from(nowMs, zone), toMs - SHORTEST_MS), toMs };
}

/** What was read for a range is of this key. One that is over is another after the kitchen's midnight. */
export function rangeKey(range: Range, nowMs: number, zone: string): string {
  if (range.kind === 'relative' && isOpen(range)) return range.key;
  const { fromMs, toMs } = windowOf(range, nowMs, zone);
  return `${String(fromMs)}-${String(toMs)}`;
}

/** The channels chosen in the address (`?channels=a,b`); null when none are, so that a default applies. */
export function readChannels(search: URLSearchParams): string[] | null {
  const text = search.get('channels');
  return text === null ? null : [...new Set(text.split(',').filter((name) => name !== ''))];
}

export function writeChannels(search: URLSearchParams, channels: string[] | null): URLSearchParams {
  const next = new URLSearchParams(search);
  if (channels === null) next.delete('channels');
  else next.set('channels', channels.join(','));
  return next;
}
