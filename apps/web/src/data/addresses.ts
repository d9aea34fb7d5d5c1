import { dayOn, isRelativeDay } from '@bakeloop/contracts';

/** Addresses of pages, each made in one place, and what an address asks for. */

export const kitchenPath = (kitchenId: string): string => `/kitchens/${encodeURIComponent(kitchenId)}`;
/** What a kitchen proves itself with to the broker; also of one that was never heard of. */
export const credentialsPath = (kitchenId: string): string => `${kitchenPath(kitchenId)}/credentials`;
export const batchPath = (kitchenId: string, batchId: string): string =>
  `${kitchenPath(kitchenId)}/batches/${encodeURIComponent(batchId)}`;
export const lotPath = (kitchenId: string, lotId: string): string =>
  `${kitchenPath(kitchenId)}/lots/${encodeURIComponent(lotId)}`;
export const machinePath = (kitchenId: string, machine: string): string =>
  `${kitchenPath(kitchenId)}/machines/${encodeURIComponent(machine)}`;
export const COMPARE_PATH = '/compare';
/** The kitchen's charts over a stretch of time, ms since the epoch. */
export const readingsPath = (kitchenId: string, fromMs: number, toMs: number): string =>
  `${kitchenPath(kitchenId)}?from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}#charts`;
/** How the line from the kitchens to the database does. */
export const LINE_PATH = '/line';
/** What was refused, of one kitchen or of all. */
export const refusedPath = (kitchenId?: string): string =>
  kitchenId === undefined ? '/refused' : `/refused?kitchen=${encodeURIComponent(kitchenId)}`;
export const sponsorPath = (organisationId: string): string =>
  `/sponsors/${encodeURIComponent(organisationId)}`;
/** What a kitchen tells of itself, where it is written. */
export const storiesPath = (kitchenId: string): string => `${kitchenPath(kitchenId)}/stories`;
/** How good the data are, of a kitchen or of all; `part` is where on the page. */
export const qualityPath = (
  {
    scope,
    ...rest
  }: Omit<FigureQuery, 'scope'> & { scope?: string | undefined; name?: string | undefined } = {},
  part?: string,
): string => {
  const query = new URLSearchParams(scope === undefined || scope === 'portfolio' ? {} : { scope });
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) query.set(name, value);
  const text = query.toString();
  return `/quality${text === '' ? '' : `?${text}`}${part === undefined ? '' : `#${part}`}`;
};
/** What was corrected after the fact, to be looked at. */
export const CORRECTIONS_PATH = '/quality/corrections';
export const reportPath = (reportId: string): string => `/reports/${encodeURIComponent(reportId)}`;
/** Open alarms of a kitchen. */
export const alarmsPath = (kitchenId: string): string => `/alarms?kitchen=${encodeURIComponent(kitchenId)}`;
export const eventPath = (eventId: string): string => `/events/${encodeURIComponent(eventId)}`;
export const methodPath = (metric: string): string => `/method#${encodeURIComponent(metric)}`;

/**
 * What a figure is asked for: its scope, its days (kitchen-local, the last included) and the instant of knowledge. In an
 * address days may move on with the calendar; `onDays` says which they are today.
 */
export interface FigureQuery {
  scope: string;
  from?: string | undefined;
  to?: string | undefined;
  /** RFC 3339, UTC; undefined: as known now. */
  knownOn?: string | undefined;
}

export function metricPath(metric: string, { scope, ...rest }: FigureQuery): string {
  const query = new URLSearchParams();
  if (scope !== 'portfolio') query.set('scope', scope);
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) query.set(name, value);
  const text = query.toString();
  return `/metrics/${encodeURIComponent(metric)}${text === '' ? '' : `?${text}`}`;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const realDay = (text: string | null): string | undefined =>
  text !== null && (isRelativeDay(text) || (DAY.test(text) && !Number.isNaN(Date.parse(text))))
    ? text
    : undefined;

/** @param today `YYYY-MM-DD` where whatever is asked for is @returns the same with the days that are meant today */
export const onDays = <T extends { from?: string | undefined; to?: string | undefined }>(
  asked: T,
  today: string,
): T => ({
  ...asked,
  ...(asked.from === undefined ? {} : { from: dayOn(asked.from, today) }),
  ...(asked.to === undefined ? {} : { to: dayOn(asked.to, today) }),
});

/** @returns what the address asks for; days and instants that are none are left out */
export function readFigureQuery(search: URLSearchParams): FigureQuery {
  const knownMs = Date.parse(search.get('knownOn') ?? '');
  return {
    scope: search.get('scope') ?? 'portfolio',
    from: realDay(search.get('from')),
    to: realDay(search.get('to')),
    knownOn: Number.isNaN(knownMs) ? undefined : new Date(knownMs).toISOString(),
  };
}

/** The days of a kitchen's ledger; apart from `from` and `to`, which are the instants of its charts. */
export const readDays = (
  search: URLSearchParams,
): { from?: string | undefined; to?: string | undefined } => ({
  from: realDay(search.get('first')),
  to: realDay(search.get('last')),
});

/** @returns the address with these days, everything else in it kept */
export function writeDays(
  search: URLSearchParams,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): URLSearchParams {
  const next = new URLSearchParams(search);
  next.delete('first');
  next.delete('last');
  if (from !== undefined) next.set('first', from);
  if (to !== undefined) next.set('last', to);
  return next;
}

/** What a scope is about; `kitchenId` where it belongs to one kitchen. */
type ScopeParts =
  | { kind: 'portfolio' }
  | { kind: 'kitchen'; kitchenId: string }
  | { kind: 'kitchens'; kitchenIds: string[] }
  | { kind: 'product'; code: string }
  | { kind: 'machine'; kitchenId: string; machine: string }
  | { kind: 'batch'; kitchenId: string; batchId: string };

/** @returns null for a text that is no scope */
export function scopeParts(scope: string): ScopeParts | null {
  if (scope === 'portfolio') return { kind: 'portfolio' };
  const [, kind, rest] = /^(kitchen|kitchens|product|machine|batch):(.+)$/.exec(scope) ?? [];
  if (kind === undefined || rest === undefined) return null;
  if (kind === 'kitchen') return { kind, kitchenId: rest };
  if (kind === 'kitchens') return { kind, kitchenIds: rest.split(',') };
  if (kind === 'product') return { kind, code: rest };
  const slash = rest.indexOf('/');
  if (slash <= 0 || slash === rest.length - 1) return null;
  const kitchenId = rest.slice(0, slash);
  const within = rest.slice(slash + 1);
  return kind === 'machine'
    ? { kind, kitchenId, machine: within }
    : { kind: 'batch', kitchenId, batchId: within };
}

export const referencePath = (kind: string, id?: string): string =>
  id === undefined ? `/reference/${kind}` : `/reference/${kind}/${encodeURIComponent(id)}`;
export const publishPath = (kind: string, id: string): string => `${referencePath(kind, id)}/publish`;
