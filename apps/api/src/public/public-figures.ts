import { createHash } from 'node:crypto';
import type { MetricAnswer, PublicPhoto, PublicSnapshot } from '@bakeloop/contracts';
import {
  LedgerRepository,
  PhotoRepository,
  ReferenceRepository,
  StoryRepository,
  TotalsRepository,
  type RestatedRow,
  type StoryRow,
} from '@bakeloop/db';
import { METRICS, metricOf, type Metric, type ReferenceRecord, type Totals } from '@bakeloop/domain';
import { Injectable } from '@nestjs/common';
import { Snapshots } from '../live/snapshots.js';
import { Figures } from '../metrics/figures.js';
import { SHOWN_METRICS } from './words.js';

/** What everybody may know, at one moment. */
export interface PublicMoment extends Pick<PublicSnapshot, 'kitchens' | 'allTime' | 'status'> {
  at: Date;
  /** All figures of the portfolio, by metric. */
  figures: ReadonlyMap<string, MetricAnswer>;
  /** Sums by day of the kitchens' own calendars, `YYYY-MM-DD`, oldest first. */
  days: { day: string; totals: Totals }[];
  /** Of each kitchen and language the story that is public. */
  stories: Pick<StoryRow, 'kitchenId' | 'language' | 'title' | 'body' | 'writtenAt'>[];
  /** What was restated, by UTC day, newest first. */
  changes: RestatedRow[];
}

/** What the pages of one kitchen show beside its moment. */
export interface OfKitchen extends Pick<PublicMoment, 'figures'> {
  photos: readonly PublicPhoto[];
}

/** As often as this is worth a look at the database, ms: a crowd sees numbers at most so old, and costs no more than one. */
const FRESH_MS = 5_000;
/** Older than this, whoever asks first waits for new ones: nobody has asked in between, ms. */
const STALE_MS = 60_000;
/** What seldom changes, or takes the database longer: stories, figures and photos of one kitchen, what was restated, ms. */
const SELDOM_MS = 60_000;
/** How far back what was restated is told of, ms. */
const CHANGES_MS = 90 * 86_400_000;

const shown = SHOWN_METRICS.map((id) => metricOf(id)).filter((one): one is Metric => one !== undefined);
type Seldom = Pick<PublicMoment, 'stories' | 'changes'>;

/**
 * Read once for everybody. Whoever asks gets what there is, and new numbers are read behind; a database that is away leaves
 * the last ones standing, with their date.
 */
@Injectable()
export class PublicFigures {
  private newest: PublicMoment | null = null;
  private reading: Promise<PublicMoment> | null = null;
  private seldom: { at: number; read: Promise<Seldom> } | null = null;
  private readonly kitchens = new Map<string, { at: number; read: Promise<OfKitchen> }>();
  private readonly signs = new WeakMap<PublicMoment, string>();
  private published: { at: number; read: Promise<ReferenceRecord[]> } | null = null;

  constructor(
    private readonly figures: Figures,
    private readonly snapshots: Snapshots,
    private readonly totals: TotalsRepository,
    private readonly stories: StoryRepository,
    private readonly ledger: LedgerRepository,
    private readonly photos: PhotoRepository,
    private readonly references: ReferenceRepository,
  ) {}

  /** Of one of the kitchens of a moment the photos, and the figures that stand alone on pages: read once in a minute at most. */
  kitchen({ at }: PublicMoment, kitchenId: string): Promise<OfKitchen> {
    const known = this.kitchens.get(kitchenId);
    if (known && at.getTime() - known.at < SELDOM_MS) return known.read;
    const read = Promise.all([
      this.figures.of(shown, { scope: `kitchen:${kitchenId}` }, at),
      this.photos.publicOfKitchen(kitchenId),
    ]).then(([figures, photos]) => ({
      figures: new Map(figures.map((figure) => [figure.metric, figure])),
      photos,
    }));
    this.kitchens.set(kitchenId, { at: at.getTime(), read });
    read.catch(() => this.kitchens.delete(kitchenId));
    return read;
  }

  /** Another where the pages show other numbers; worked out once for all who look. */
  signOf(moment: PublicMoment): string {
    const known = this.signs.get(moment);
    if (known !== undefined) return known;
    const { kitchens, figures } = moment;
    const shown = JSON.stringify([kitchens, SHOWN_METRICS.map((id) => figures.get(id))]);
    const sign = createHash('sha256').update(shown).digest('base64url');
    this.signs.set(moment, sign);
    return sign;
  }

  /** All reference data, sorted by kind and id, the newest version of each first; read once in a minute at most. */
  reference(now = Date.now()): Promise<ReferenceRecord[]> {
    if (this.published && now - this.published.at < SELDOM_MS) return this.published.read;
    const read = this.references.all();
    this.published = { at: now, read };
    read.catch(() => (this.published = null));
    return read;
  }

  /** What is seldom read has changed by somebody's hand: whoever asks next is shown it; other processes within a minute. */
  changed(): void {
    [this.seldom, this.newest, this.published] = [null, null, null];
    this.kitchens.clear();
  }

  private readSeldom(at: Date): Promise<Seldom> {
    const { seldom } = this;
    if (seldom !== null && at.getTime() - seldom.at < SELDOM_MS) return seldom.read;
    const since = new Date(at.getTime() - CHANGES_MS);
    const read = Promise.all([this.stories.published(), this.ledger.restated(since)]).then(
      ([stories, changes]) => ({ stories, changes }),
    );
    this.seldom = { at: at.getTime(), read };
    read.catch(() => (this.seldom = null));
    return read;
  }

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
    const [figures, snapshot, days, seldom] = await Promise.all([
      this.figures.of(METRICS, { scope: 'portfolio' }, at),
      this.snapshots.public(),
      this.totals.rows({}, 'day'),
      this.readSeldom(at),
    ]);
    return (this.newest = {
      ...snapshot,
      ...seldom,
      at,
      figures: new Map(figures.map((figure) => [figure.metric, figure])),
      days: days.flatMap(({ day, totals }) => (day === null ? [] : [{ day, totals }])),
    });
  }
}
