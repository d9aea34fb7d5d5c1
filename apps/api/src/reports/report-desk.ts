import {
  BatchRepository,
  ContributionRepository,
  CorrectionRepository,
  KitchenRepository,
  LedgerRepository,
  PlatformRepository,
  QualityRepository,
  ReportRepository,
  ScopeRepository,
  soberNow,
  type ReportSubject,
  type Sql,
} from '@bakeloop/db';
import {
  duePeriods,
  METHOD_VERSION,
  metricOf,
  periodBefore,
  REPORT_GRAINS,
  REPORT_METRICS,
  type Metric,
  type ReportFacts,
  type ReportFigure,
  type ReportGrain,
  type ReportMetric,
  type ReportPeriod,
} from '@bakeloop/domain';
import { Figures } from '../metrics/figures.js';
import { QualityView, scopeOf } from '../quality/quality-view.js';

/** How far a report goes back at most where none was written: somebody who was away for longer has the metric pages. */
const AT_MOST: Record<ReportGrain, number> = { week: 5, month: 2 };
/** What came less than this ago may not be committed yet, and would be missing from what is frozen, ms. */
const SETTLED_MS = 60_000;
/** Written in one go: a round ends before the next begins. */
const A_ROUND = 100;

const METRICS_TOLD: readonly Metric[] = REPORT_METRICS.flatMap((id) => metricOf(id) ?? []);

/** Writes reports when they are due, each once, whoever else does so at the same time and however long nobody did. */
export class ReportDesk {
  constructor(
    private readonly sql: Sql,
    private readonly reports: ReportRepository,
    private readonly figures: Figures,
    private readonly quality: QualityView,
    private readonly platform: PlatformRepository,
  ) {}

  /** @returns how many were written; those of subjects with too many kitchens to be named are not */
  async writeDue(now: Date): Promise<number> {
    // What is simulated to have been is on its way: a report of half of it would be restated at once.
    if ((await this.platform.history()) !== null) return 0;
    const subjects = await this.reports.subjects();
    const due = subjects.flatMap((subject) =>
      REPORT_GRAINS.flatMap((grain) =>
        duePeriods(grain, { ...subject, nowMs: now.getTime(), atMost: AT_MOST[grain] }).map((period) => ({
          subject,
          grain,
          period,
        })),
      ),
    );
    const [oldest] = due.map(({ period }) => period.from).sort();
    if (oldest === undefined) return 0;
    const there = await this.reports.written(oldest);
    let written = 0;
    for (const { subject, grain, period } of due) {
      if (written >= A_ROUND) break;
      if (there.has([subject.kind, subject.id, grain, period.from].join(' '))) continue;
      if ((await this.write(subject, grain, period, now)) !== null) written += 1;
    }
    return written;
  }

  /** By two clocks, of which the earlier counts: what is frozen does not follow one that is ahead. */
  async writeDueNow(): Promise<number> {
    return this.writeDue(await soberNow(this.sql));
  }

  /** @returns the id of the report; null where there is one, or where it cannot be written */
  private async write(
    subject: ReportSubject,
    grain: ReportGrain,
    period: ReportPeriod,
    now: Date,
  ): Promise<string | null> {
    const kitchenIds = subject.kind === 'portfolio' ? null : subject.kitchenIds;
    const scope = scopeOf(kitchenIds);
    if (scope === null) return null;
    const knownOn = new Date(now.getTime() - SETTLED_MS);
    const before = periodBefore(grain, period);
    const [{ figures, factorSets }, { figures: figuresBefore }, trouble] = await Promise.all([
      this.figuresOf(scope, period, knownOn, now),
      this.figuresOf(scope, before, knownOn, now),
      subject.kind === 'sponsor' ? null : this.quality.troubleOf({ kitchenIds, ...period, knownOn }),
    ]);
    const facts: ReportFacts = {
      subject: { kind: subject.kind, id: subject.id, name: subject.name },
      scope,
      grain,
      period,
      before,
      knownOn: knownOn.toISOString(),
      figures,
      figuresBefore,
      trouble,
    };
    return this.reports.write(facts, { kitchenIds, methodVersion: METHOD_VERSION, factorSets });
  }

  /** The figures of a report's scope and period, as known at an instant. */
  async figuresOf(
    scope: string,
    { from, to }: ReportPeriod,
    knownOn: Date,
    now: Date,
  ): Promise<{ figures: Record<ReportMetric, ReportFigure>; factorSets: string[] }> {
    const answers = await this.figures.of(
      METRICS_TOLD,
      { scope, from, to, knownOn: knownOn.toISOString() },
      now,
    );
    return {
      figures: Object.fromEntries(
        answers.map(({ metric, value, unit, reason, range }) => [metric, { value, unit, reason, range }]),
      ) as Record<ReportMetric, ReportFigure>,
      factorSets: [...new Set(answers.flatMap((answer) => answer.factorSets))].sort(),
    };
  }
}

/** Of a database, whoever else uses it. */
export function reportDesk(sql: Sql): ReportDesk {
  const ledger = new LedgerRepository(sql);
  const figures = new Figures(
    ledger,
    new KitchenRepository(sql),
    new BatchRepository(sql),
    new ContributionRepository(sql),
    new ScopeRepository(sql),
  );
  const quality = new QualityView(new QualityRepository(sql), new CorrectionRepository(sql), figures, ledger);
  return new ReportDesk(sql, new ReportRepository(sql), figures, quality, new PlatformRepository(sql));
}
