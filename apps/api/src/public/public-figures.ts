import type { MetricAnswer, PublicSnapshot } from '@bakeloop/contracts';
import { TotalsRepository } from '@bakeloop/db';
import { METRICS, type Totals } from '@bakeloop/domain';
import { Injectable } from '@nestjs/common';
import { Snapshots } from '../live/snapshots.js';
import { Figures } from '../metrics/figures.js';

/** What everybody may know, at one moment. */
export interface PublicMoment extends Pick<PublicSnapshot, 'kitchens' | 'allTime' | 'status'> {
  at: Date;
  /** All figures of the portfolio, by metric. */
  figures: ReadonlyMap<string, MetricAnswer>;
  /** Sums by day of the kitchens' own calendars, `YYYY-MM-DD`, oldest first. */
  days: { day: string; totals: Totals }[];
}

/** As often as this is worth a look at the database, ms: a crowd sees numbers at most so old, and costs no more than one. */
const FRESH_MS = 5_000;
/** Older than this, whoever asks first waits for new ones: nobody has asked in between, ms. */
const STALE_MS = 60_000;

/**
 * Read once for everybody. Whoever asks gets what there is, and new numbers are read behind; a database that is away leaves
 * the last ones standing, with their date.
 */
@Injectable()
export class PublicFigures {
  private newest: PublicMoment | null = null;
  private reading: Promise<PublicMoment> | null = null;

  constructor(
    private readonly figures: Figures,
    private readonly snapshots: Snapshots,
    private readonly totals: TotalsRepository,
  ) {}

  /** @throws what the database says, when there are no numbers yet */
  async read(now = new Date()): Promise<PublicMoment> {
    const { newest } = this;
    const ageMs = newest === null ? Infinity : now.getTime() - newest.at.getTime();
    if (newest !== null && ageMs < FRESH_MS) return newest;
    this.reading ??= this.fromDatabase(now).finally(() => (this.reading = null));
    if (newest === null) return this.reading;
    const reading = this.reading.catch(() => newest);
    return ageMs < STALE_MS ? newest : reading;
  }

  private async fromDatabase(at: Date): Promise<PublicMoment> {
    const [figures, snapshot, days] = await Promise.all([
      this.figures.of(METRICS, { scope: 'portfolio' }, at),
      this.snapshots.public(),
      this.totals.rows({}, 'day'),
    ]);
    return (this.newest = {
      ...snapshot,
      at,
      figures: new Map(figures.map((figure) => [figure.metric, figure])),
      days: days.flatMap(({ day, kitchenId: _, ...totals }) => (day === null ? [] : [{ day, totals }])),
    });
  }
}
