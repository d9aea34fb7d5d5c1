import { dayOn, type ComparedSum } from '@bakeloop/contracts';

/** What kitchens, recipes and products are compared by, and over what. Pure. */

export const BASES = ['total', 'kg', 'hour'] as const;
export type Basis = (typeof BASES)[number];
export const BASIS_WORDS: Record<Basis, string> = {
  total: 'In all',
  kg: 'Per kg of good product',
  hour: 'Per running hour',
};

export const QUANTITIES = ['good', 'feed', 'unaccounted', 'energy', 'batches', 'flagged'] as const;
export type Quantity = (typeof QUANTITIES)[number];
export const QUANTITY_WORDS: Record<Quantity, string> = {
  good: 'Good product',
  feed: 'Fed in',
  unaccounted: 'Unaccounted for',
  energy: 'Energy',
  batches: 'Finished batches',
  flagged: 'Flagged batches',
};
/** What says something on a basis: product per kilogram of product, and batches per kilogram, do not. */
export const QUANTITIES_OF: Record<Basis, readonly Quantity[]> = {
  total: QUANTITIES,
  kg: ['feed', 'unaccounted', 'energy'],
  hour: ['good', 'feed', 'unaccounted', 'energy'],
};
/** What a value is in, before it is divided. */
export const QUANTITY_UNITS: Record<Quantity, string> = {
  good: 'kg',
  feed: 'kg',
  unaccounted: 'kg',
  energy: 'kWh',
  batches: '',
  flagged: '',
};

const G_A_KG = 1_000;
const WH_A_KWH = 1_000;
const MS_AN_HOUR = 3_600_000;

/**
 * A value on a basis: sums over sums, so no ratio is averaged. Energy is divided by the good product and the hours of the
 * batches that have a meter.
 * @returns null where it is not known, or where there is nothing to divide by
 */
export function comparedValue(sum: ComparedSum, quantity: Quantity, basis: Basis): number | null {
  const isEnergy = quantity === 'energy';
  const kg = (isEnergy ? sum.goodGramsWithEnergy : sum.goodGrams) / G_A_KG;
  const hours = (isEnergy ? sum.runMsWithEnergy : sum.runMs) / MS_AN_HOUR;
  const by = basis === 'total' ? 1 : basis === 'kg' ? kg : hours;
  const value = valueOf(sum, quantity);
  return value === null || by <= 0 ? null : value / by;
}

function valueOf(sum: ComparedSum, quantity: Quantity): number | null {
  switch (quantity) {
    case 'good':
      return sum.goodGrams / G_A_KG;
    case 'feed':
      return sum.feedGrams / G_A_KG;
    case 'unaccounted':
      return sum.unaccountedGrams / G_A_KG;
    case 'energy':
      return sum.energyWh === null ? null : sum.energyWh / WH_A_KWH;
    case 'batches':
      return sum.batchCount;
    case 'flagged':
      return sum.flaggedCount;
  }
}

export const unitOf = (quantity: Quantity, basis: Basis): string => {
  const unit = QUANTITY_UNITS[quantity];
  if (basis === 'total') return unit;
  return `${unit}/${basis === 'kg' ? 'kg' : 'h'}`;
};

export type By = 'kitchen' | 'recipe' | 'product';
export interface Compared {
  by: By;
  quantity: Quantity;
  basis: Basis;
  /** Of one kitchen alone; not where kitchens are compared. */
  kitchenId?: string | undefined;
  /** Days, which in an address may move on with the calendar. */
  from: string;
  to: string;
  /** The same before, beside it: as many days that end where it begins, or those of a year earlier. */
  against: 'none' | 'before' | 'year';
}

const DAY_MS = 86_400_000;
const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const oneOf = <T extends string>(all: readonly T[], text: string | null, fallback: T): T =>
  all.find((one) => one === text) ?? fallback;

const DAYS_AT_FIRST = 30;
/** As the server answers. */
export const MOST_DAYS = 400;

/** @param today `YYYY-MM-DD` @returns what the address asks for; what makes no sense falls back */
export function readCompared(search: URLSearchParams, today: string): Compared {
  const by = oneOf(['kitchen', 'recipe', 'product'] as const, search.get('by'), 'kitchen');
  const [from, to] = [search.get('from') ?? '', search.get('to') ?? ''];
  const [first, last] = [dayOn(from, today), dayOn(to, today)];
  const days = isDay(first) && isDay(last) ? (Date.parse(last) - Date.parse(first)) / DAY_MS + 1 : 0;
  const isAsked = days >= 1 && days <= MOST_DAYS;
  const basis = oneOf(BASES, search.get('per'), 'total');
  const [fallback = 'good'] = QUANTITIES_OF[basis];
  return {
    by,
    quantity: oneOf(QUANTITIES_OF[basis], search.get('what'), fallback),
    basis,
    kitchenId: by === 'kitchen' ? undefined : (search.get('kitchen') ?? undefined),
    from: isAsked ? from : `-${String(DAYS_AT_FIRST - 1)}d`,
    to: isAsked ? to : '-0d',
    against: oneOf(['none', 'before', 'year'] as const, search.get('against'), 'none'),
  };
}

export function writeCompared({
  by,
  quantity,
  basis,
  kitchenId,
  from,
  to,
  against,
}: Compared): URLSearchParams {
  const search = new URLSearchParams({ by, what: quantity, per: basis, from, to });
  if (kitchenId !== undefined && by !== 'kitchen') search.set('kitchen', kitchenId);
  if (against !== 'none') search.set('against', against);
  return search;
}

/** The days to compare with; null: none. */
export function otherDays({ from, to, against }: Pick<Compared, 'from' | 'to' | 'against'>) {
  if (against === 'none') return null;
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  if (against === 'before')
    return { from: isoDay(fromMs - (toMs - fromMs) - DAY_MS), to: isoDay(fromMs - DAY_MS) };
  const yearBefore = (ms: number): string => {
    const date = new Date(ms);
    const month = date.getUTCMonth();
    date.setUTCFullYear(date.getUTCFullYear() - 1);
    // 29 February a year earlier is the 28th.
    if (date.getUTCMonth() !== month) date.setUTCDate(0);
    return date.toISOString().slice(0, 10);
  };
  return { from: yearBefore(fromMs), to: yearBefore(toMs) };
}
