/** The time range of charts, as it stands in the address: `?range=6h`, or `?from=…&to=…` with instants. */

const HOUR_MS = 3_600_000;
export const ROLLING = {
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
} as const;
export type RollingKey = keyof typeof ROLLING;
export const ROLLING_KEYS = Object.keys(ROLLING) as RollingKey[];
export const ROLLING_WORDS: Record<RollingKey, string> = {
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
};
const DEFAULT: RollingKey = '6h';

/** `rolling` ends now and moves on; `fixed` stays. */
export type Range = { kind: 'rolling'; key: RollingKey } | { kind: 'fixed'; fromMs: number; toMs: number };

/** The server keeps raw readings that long, and answers no wider question usefully. */
const WIDEST_MS = 400 * 24 * HOUR_MS;

/** @returns the range in the address; the default for one that makes no sense (backwards, endless, unreadable) */
export function readRange(search: URLSearchParams): Range {
  const fromMs = Date.parse(search.get('from') ?? '');
  const toMs = Date.parse(search.get('to') ?? '');
  if (toMs - fromMs >= 60_000 && toMs - fromMs <= WIDEST_MS) return { kind: 'fixed', fromMs, toMs };
  const asked = search.get('range');
  return { kind: 'rolling', key: ROLLING_KEYS.find((key) => key === asked) ?? DEFAULT };
}

/** @returns the address with this range, everything else in it kept */
export function writeRange(search: URLSearchParams, range: Range): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of ['range', 'from', 'to']) next.delete(name);
  if (range.kind === 'fixed') {
    next.set('from', new Date(range.fromMs).toISOString());
    next.set('to', new Date(range.toMs).toISOString());
  } else if (range.key !== DEFAULT) {
    next.set('range', range.key);
  }
  return next;
}

/** What a range covers at an instant, ms since the epoch. */
export function windowOf(range: Range, nowMs: number): { fromMs: number; toMs: number } {
  if (range.kind === 'fixed') return { fromMs: range.fromMs, toMs: range.toMs };
  return { fromMs: nowMs - ROLLING[range.key], toMs: nowMs };
}

export const rangeKey = (range: Range): string =>
  range.kind === 'rolling' ? range.key : `${String(range.fromMs)}-${String(range.toMs)}`;

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
