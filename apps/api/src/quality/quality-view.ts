import {
  MOST_QUALITY_DAYS,
  MOST_SCOPE_KITCHENS,
  QUALITY_PARTS,
  type QualityAnswer,
} from '@bakeloop/contracts';
import {
  CorrectionRepository,
  kitchensOf,
  LedgerRepository,
  QualityRepository,
  readScope,
  type QualityFilter,
} from '@bakeloop/db';
import { METRICS, type TroubleKind } from '@bakeloop/domain';
import { mayWith, within, type Principal } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import { idsWithin } from '../http/permission.js';
import { invalid } from '../http/problem-error.js';
import { Figures, past } from '../metrics/figures.js';

/** What a request says of quality. */
export interface QualityAsked {
  scope: string;
  from?: string | undefined;
  to?: string | undefined;
  knownOn?: string | undefined;
  name?: string | undefined;
}

const DAY_MS = 86_400_000;
/** Four weeks. */
const DAYS_SHOWN = 28;
/** Corrections that wait are counted up to so many: more is a backlog, however long it is. */
const MOST_WAITING = 200;

/** How good the data of a scope and period are. */
@Injectable()
export class QualityView {
  constructor(
    private readonly quality: QualityRepository,
    private readonly corrections: CorrectionRepository,
    private readonly figures: Figures,
    private readonly ledger: LedgerRepository,
  ) {}

  /**
   * The rows that are asked for, of the kitchens within reach.
   * @throws ProblemError 404 for a kitchen that never was, 400 for a period that is backwards or too long
   */
  async filterOf(principal: Principal, asked: QualityAsked, now: Date): Promise<QualityFilter> {
    await this.figures.mustExist(asked.scope);
    const knownOn = asked.knownOn === undefined ? now : past('knownOn', asked.knownOn, now);
    const to = asked.to ?? now.toISOString().slice(0, 10);
    const from =
      asked.from ?? new Date(Date.parse(to) - (DAYS_SHOWN - 1) * DAY_MS).toISOString().slice(0, 10);
    if (from > to) throw invalid([{ path: 'to', message: 'before from; both days are included' }]);
    if (Date.parse(to) - Date.parse(from) >= MOST_QUALITY_DAYS * DAY_MS)
      throw invalid([{ path: 'from', message: `at most ${MOST_QUALITY_DAYS} days at once` }]);
    return {
      kitchenIds: kitchensOf(readScope(asked.scope)) ?? idsWithin(principal, 'quality.see'),
      from,
      to,
      knownOn,
      name: asked.name,
    };
  }

  /** What a report counts. Each is what the part of its name says of the same rows. */
  async troubleOf(filter: QualityFilter): Promise<Record<TroubleKind, number>> {
    const [refused, gaps, corrections, missing, checks] = await Promise.all([
      this.quality.groups('dead-letters', filter),
      this.quality.groups('gaps', filter),
      this.quality.groups('corrections', filter),
      this.quality.groups('readings-missing', filter),
      this.quality.groups('calibrations', filter),
    ]);
    return {
      'dead-letters': refused.count,
      gaps: gaps.amount ?? 0,
      corrections: corrections.count,
      'readings-missing': missing.amount ?? 0,
      'calibrations-overdue': checks.groups
        .filter(({ name }) => name === 'overdue' || name === 'never')
        .reduce((sum, { count }) => sum + count, 0),
    };
  }

  async answer(principal: Principal, asked: QualityAsked, now: Date): Promise<QualityAnswer> {
    const filter = await this.filterOf(principal, asked, now);
    const { kitchenIds, from, to, knownOn } = filter;
    const scope = scopeOf(kitchenIds);
    const [figures, parts, byWhom, readings, coverage, waiting] = await Promise.all([
      this.troubleOf(filter),
      Promise.all(
        QUALITY_PARTS.map(async (part) => ({ part, ...(await this.quality.groups(part, filter)) })),
      ),
      this.quality.groups('corrections', filter, 'who'),
      scope === null ? null : this.ledger.coverage(scope, { from, to }),
      scope === null
        ? []
        : this.figures.of(METRICS, { scope, from, to, knownOn: knownOn.toISOString() }, now),
      this.waiting(principal, kitchenIds),
    ]);
    return {
      scope: asked.scope,
      from,
      to,
      knownOn: asked.knownOn === undefined ? null : knownOn.toISOString(),
      figures,
      parts: parts.map((part) => ({ ...part, byWhom: part.part === 'corrections' ? byWhom.groups : null })),
      readings: readings?.readings ?? { received: 0, expected: 0 },
      coverage: coverage.map(({ metric, name, quality, reason }) => ({ metric, name, quality, reason })),
      waiting,
    };
  }

  private async waiting(principal: Principal, kitchenIds: readonly string[] | null): Promise<number | null> {
    if (within(principal, 'correction.review') === null) return null;
    if (kitchenIds?.some((id) => !mayWith(principal, 'correction.review', id))) return null;
    const { overGrams } = await this.corrections.rule();
    const rows = await this.corrections.page({
      kitchenIds,
      state: 'waiting',
      overGrams,
      limit: MOST_WAITING,
    });
    return rows.length;
  }
}

/** A scope of the ledger for kitchens; null for none of them, and for more than one names. */
export function scopeOf(kitchenIds: readonly string[] | null): string | null {
  if (kitchenIds === null) return 'portfolio';
  if (kitchenIds.length === 0 || kitchenIds.length > MOST_SCOPE_KITCHENS) return null;
  return kitchenIds.length === 1
    ? `kitchen:${kitchenIds[0]}`
    : `kitchens:${[...kitchenIds].sort().join(',')}`;
}
