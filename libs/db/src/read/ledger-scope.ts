/** Calendar days `YYYY-MM-DD` where the kitchen was, both included; undefined or null is without that bound. */
export interface LedgerPeriod {
  from?: string | null | undefined;
  to?: string | null | undefined;
}

export type Grain = 'day' | 'month' | 'year' | 'ever';
/** Rows of `total` of one grain, by their first day, both included. */
export interface GrainRange {
  grain: Grain;
  first: string;
  last: string;
}

/** First day of the one row of grain `ever`, and of all time. */
export const EVER = '0001-01-01';
const LAST = '9999-12-31';

/** The rows of `total` that a day is in, one of each grain. */
export function grainsOf(day: string): { grain: Grain; start: string }[] {
  return [
    { grain: 'day', start: day },
    { grain: 'month', start: `${day.slice(0, 7)}-01` },
    { grain: 'year', start: `${day.slice(0, 4)}-01-01` },
    { grain: 'ever', start: EVER },
  ];
}

/**
 * A period as whole years, whole months and days, each day in just one of them: at most 60 days, 22 months and as many
 * rows as there are years. A period that ends before it begins is empty.
 */
export function grainRanges({ from, to }: LedgerPeriod): GrainRange[] {
  const first = from ?? EVER;
  const last = to ?? LAST;
  if (first > last) return [];
  if (first === EVER && last === LAST) return [{ grain: 'ever', first: EVER, last: EVER }];
  const ranges: GrainRange[] = [];
  const add = (grain: Grain, start: string, end: string): void => {
    if (start < end) ranges.push({ grain, first: start, last: dayBefore(end) });
  };
  const end = last === LAST ? LAST : dayAfter(last);
  // From the first whole month (year) inside the period to the end of the last one, its first day excluded.
  const months = { from: monthFrom(first), to: end.slice(0, 8) + '01' };
  if (months.from >= months.to) {
    add('day', first, end);
    return ranges;
  }
  add('day', first, months.from);
  const years = { from: yearFrom(months.from), to: months.to.slice(0, 5) + '01-01' };
  if (years.from >= years.to) add('month', months.from, months.to);
  else {
    add('month', months.from, years.from);
    add('year', years.from, years.to);
    add('month', years.to, months.to);
  }
  add('day', months.to, end);
  return ranges;
}

/** The same days as rows of `total` of one grain, and of a finer one where only a part of such a row is in the period. */
export function rangesBy(by: 'day' | 'month' | 'year', period: LedgerPeriod): GrainRange[] {
  const finer = FINEST_FIRST.slice(0, FINEST_FIRST.indexOf(by));
  return grainRanges(period).map(({ grain, first, last }) => ({
    grain: finer.includes(grain) ? grain : by,
    first,
    last: grain === 'ever' ? LAST : last,
  }));
}
const FINEST_FIRST: readonly Grain[] = ['day', 'month', 'year', 'ever'];

/** First of the month on or after a day. */
function monthFrom(day: string): string {
  if (day.endsWith('-01')) return day;
  const [year = 1, month = 1] = day.split('-').map(Number);
  return dated(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1);
}

/** New Year's Day on or after a day. */
function yearFrom(day: string): string {
  return day.endsWith('-01-01') ? day : dated(Number(day.slice(0, 4)) + 1, 1, 1);
}

function dayAfter(day: string): string {
  return shifted(day, 1);
}
function dayBefore(day: string): string {
  return shifted(day, -1);
}
function shifted(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
function dated(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** A scope (see libs/contracts) taken apart. */
export type LedgerScope =
  | { kind: 'portfolio' }
  | { kind: 'kitchen'; kitchenId: string }
  | { kind: 'kitchens'; kitchenIds: readonly string[] }
  | { kind: 'product'; productCode: string }
  | { kind: 'machine'; kitchenId: string; machine: string }
  | { kind: 'batch'; kitchenId: string; batchId: string };

/** @throws RangeError for what is no scope */
export function readScope(scope: string): LedgerScope {
  const match = /^(portfolio)$|^(kitchen|kitchens|product):([^]+)$|^(machine|batch):([^/]+)\/([^]+)$/.exec(
    scope,
  );
  if (!match) throw new RangeError(`"${scope}" is no scope`);
  const [, portfolio, single, id = '', pair, kitchenId = '', part = ''] = match;
  if (portfolio) return { kind: 'portfolio' };
  if (single === 'kitchen') return { kind: 'kitchen', kitchenId: id };
  if (single === 'kitchens') return { kind: 'kitchens', kitchenIds: id.split(',') };
  if (single === 'product') return { kind: 'product', productCode: id };
  return pair === 'machine'
    ? { kind: 'machine', kitchenId, machine: part }
    : { kind: 'batch', kitchenId, batchId: part };
}

/** Values of a statement that is put together from parts: `bind(value)` is its placeholder. */
export function bindings(): { bind: (value: unknown) => string; values: unknown[] } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** The kitchens that a scope belongs to; null: all that there are. */
export function kitchensOf(scope: LedgerScope): readonly string[] | null {
  if (scope.kind === 'kitchens') return scope.kitchenIds;
  return 'kitchenId' in scope ? [scope.kitchenId] : null;
}

/** Condition that keeps the rows (contributions or postings) of a scope and period; only what bounds is named. */
export function withinSql(
  scope: LedgerScope,
  { from, to }: LedgerPeriod,
  bind: (value: unknown) => string,
): string {
  const conditions = ['true'];
  if ('kitchenId' in scope) conditions.push(`kitchen_id = ${bind(scope.kitchenId)}`);
  if (scope.kind === 'kitchens') conditions.push(`kitchen_id = ANY(${bind(scope.kitchenIds)}::text[])`);
  if (scope.kind === 'product') conditions.push(`product_code = ${bind(scope.productCode)}`);
  if (scope.kind === 'machine') conditions.push(`machine = ${bind(scope.machine)}`);
  if (scope.kind === 'batch') conditions.push(`subject = ${bind(`batch:${scope.batchId}`)}`);
  if (from) conditions.push(`day >= ${bind(from)}::date`);
  if (to) conditions.push(`day <= ${bind(to)}::date`);
  return conditions.join(' AND ');
}
