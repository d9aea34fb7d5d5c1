import type { MetricAnswer, MetricOverTime } from '@bakeloop/contracts';
import {
  BatchRepository,
  ContributionRepository,
  KitchenRepository,
  LedgerRepository,
  readScope,
  ScopeRepository,
} from '@bakeloop/db';
import { METRICS, metricOf, type Amounts, type Gap, type Metric } from '@bakeloop/domain';
import { Injectable } from '@nestjs/common';
import { invalid, notFound } from '../http/problem-error.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import {
  countsSuppliers,
  coverageOf,
  isOfPersons,
  metricAnswerOf,
  outcomeOf,
  type Asked,
} from './metric-view.js';
import { nearNames } from './near-names.js';
import { lastDayOf, startsOf } from './over-time.js';

/** What a request says of a figure, as the ledger takes it. */
interface Period {
  from?: string | undefined;
  to?: string | undefined;
  knownOn?: Date | undefined;
}

/** How far a kitchen's day may be ahead of UTC, ms. */
const FURTHEST_AHEAD_MS = 14 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** So many suppliers are not few, whatever count is held back: beyond it nobody needs to know how many. */
const NOT_FEW = 100;

/** More days one by one nobody tells apart, and each is a row to read. */
const MOST_DAYS = 400;

/** @throws ProblemError 404 that names those which may be meant */
export function knownMetric(id: string): Metric {
  const metric = metricOf(id);
  if (metric) return metric;
  const near = nearNames(
    id,
    METRICS.map((known) => known.id),
  );
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  throw notFound(`No metric "${id}".${hint} GET /api/v1/method lists them all.`);
}

/** @throws ProblemError 400 for a period that is backwards, or an instant that has not come */
export function periodOf({ from, to, knownOn }: Omit<Asked, 'scope'>, now: Date): Period {
  if (from !== undefined && to !== undefined && from > to)
    throw invalid([{ path: 'to', message: 'before from; both days are included' }]);
  return { from, to, knownOn: knownOn === undefined ? undefined : past('knownOn', knownOn, now) };
}

/** @throws ProblemError 400 for an instant that has not come */
export function past(path: string, instant: string, now: Date): Date {
  const time = new Date(instant);
  if (time > now)
    throw invalid([{ path, message: 'in the future: what will be known then is not known yet' }]);
  return time;
}

/** The 30 days in which a delivery makes a supplier active: up to the end of the period, at most up to today. */
export function supplierDays({ to }: Period, now: Date): { from: string; to: string } {
  // The day that is furthest on: no kitchen's today is left out.
  const today = new Date(now.getTime() + FURTHEST_AHEAD_MS).toISOString().slice(0, 10);
  const last = to !== undefined && to < today ? to : today;
  return { from: new Date(Date.parse(last) - 29 * DAY_MS).toISOString().slice(0, 10), to: last };
}

/** Figures of a scope, and the amounts behind them. */
@Injectable()
export class Figures {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly kitchens: KitchenRepository,
    private readonly batches: BatchRepository,
    private readonly contributions: ContributionRepository,
    private readonly scopes: ScopeRepository,
  ) {}

  /**
   * Many figures from one reading of the sums.
   * @throws ProblemError 404 for a scope that nothing is known of, 400 as `periodOf`
   */
  async of(metrics: readonly Metric[], asked: Asked, now: Date): Promise<MetricAnswer[]> {
    const period = periodOf(asked, now);
    const [amounts, ledger, gaps] = await Promise.all([
      this.amounts(metrics, asked.scope, period, now),
      this.ledger.coverage(asked.scope, period),
      this.gaps(asked.scope),
      this.mustExist(asked.scope),
    ]);
    const coverage = coverageOf(ledger, amounts);
    return metrics.map((metric) => metricAnswerOf(metric, asked, { amounts, coverage, gaps }));
  }

  /** The sums of a scope, with the suppliers counted where a metric needs them. */
  async amounts(metrics: readonly Metric[], scope: string, period: Period, now: Date): Promise<Amounts> {
    const { to } = supplierDays(period, now);
    // Who delivered is not kept as it was known.
    const asKnownNow = period.knownOn === undefined;
    const [amounts, active, suppliers] = await Promise.all([
      this.ledger.amounts(scope, period),
      metrics.some(countsSuppliers) && asKnownNow ? this.ledger.activeSuppliers(scope, to) : null,
      metrics.some(({ group }) => group === 'people') && asKnownNow
        ? this.ledger.suppliersUpTo(NOT_FEW, scope, period)
        : null,
    ]);
    return {
      ...amounts,
      ...(active === null ? {} : { activeSupplierCount: active }),
      ...(suppliers === null ? {} : { periodSupplierCount: suppliers }),
    };
  }

  /**
   * A metric day by day, month by month or year by year, each as the figure of just these days. Those that count suppliers
   * have none: of single days they would tell of single people.
   * @throws ProblemError 404 for a scope that nothing is known of, 400 for too many days and as `periodOf`
   */
  async overTime(
    metric: Metric,
    { by, ...asked }: Asked & { by: MetricOverTime['by'] },
    now: Date,
  ): Promise<MetricOverTime> {
    const period = periodOf(asked, now);
    const { from = '', to = '9999-12-31' } = period;
    const until = period.to ?? now.toISOString().slice(0, 10);
    if (by === 'day' && !(Date.parse(until) - Date.parse(from) < MOST_DAYS * DAY_MS))
      throw invalid([{ path: 'by', message: `by day of ${MOST_DAYS} days at most: ask by month` }]);
    const isOfPeople = countsSuppliers(metric) || isOfPersons(metric);
    const [rows] = await Promise.all([
      isOfPeople ? [] : this.ledger.amountsBy(by, asked.scope, period),
      this.mustExist(asked.scope),
    ]);
    const known = new Map(
      rows.flatMap(({ start, amounts }) =>
        Object.keys(amounts).length === 0 ? [] : [[start, amounts] as const],
      ),
    );
    const starts = [...known.keys()];
    return {
      metric: metric.id,
      unit: metric.unit,
      scope: asked.scope,
      by,
      items: startsOf(by, starts[0], starts.at(-1)).map((start) => {
        const amounts = known.get(start) ?? {};
        const { value, reason, range } = outcomeOf(metric, amounts);
        const last = lastDayOf(by, start);
        return {
          from: start < from ? from : start,
          to: last > to ? to : last,
          value,
          reason,
          range,
          quality: value === null ? null : metric.quality(amounts),
        };
      }),
    };
  }

  /** @throws ProblemError 404 for a scope that nothing is known of */
  async mustExist(scope: string): Promise<void> {
    const of = readScope(scope);
    switch (of.kind) {
      case 'portfolio':
        return;
      case 'product':
        if (await this.scopes.productExists(of.productCode)) return;
        throw notFound(
          `No product "${of.productCode}" is in the reference data, and no kitchen made it. GET /api/v1/reference/product lists those there are.`,
        );
      case 'batch': {
        const [batch] = await this.batches.byIds(of.kitchenId, [of.batchId]);
        if (batch) return;
        throw notFound(`Kitchen "${of.kitchenId}" has no batch "${of.batchId}".`);
      }
      case 'kitchens':
        for (const id of of.kitchenIds) if (!(await this.kitchens.exists(id))) throw noSuchKitchen(id);
        return;
      case 'kitchen':
        if (await this.kitchens.exists(of.kitchenId)) return;
        throw noSuchKitchen(of.kitchenId);
      case 'machine':
        if (await this.scopes.machineExists(of.kitchenId, of.machine)) return;
        throw notFound(`Kitchen "${of.kitchenId}" has no machine "${of.machine}".`);
    }
  }

  private async gaps(scope: string): Promise<readonly Gap[]> {
    const of = readScope(scope);
    if (of.kind !== 'batch') return [];
    return (await this.contributions.ofBatch(of.kitchenId, of.batchId))?.gaps ?? [];
  }
}
