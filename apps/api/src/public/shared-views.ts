import { createHash } from 'node:crypto';
import type { PublicPhoto } from '@bakeloop/contracts';
import { PhotoRepository, type OpenSharedLink } from '@bakeloop/db';
import { metricOf, type Metric } from '@bakeloop/domain';
import { Injectable } from '@nestjs/common';
import { Figures } from '../metrics/figures.js';
import { ApiSettings } from '../settings.js';
import { publicPlaces } from '../sponsors/places.js';
import { SponsorViews } from '../sponsors/sponsor-views.js';
import { DrawnCards } from './share-card.js';
import type { SharedView } from './shared-page.js';
import { SHOWN_METRICS } from './words.js';

/** As often as a scope is worth a look at the database, ms: a crowd behind a link costs no more than one. */
const FRESH_MS = 5_000;
/** Scopes that are remembered at most. */
const MOST = 200;
/** Some hundreds of cards. */
const MOST_CARD_BYTES = 32 * 1024 * 1024;

const metrics = SHOWN_METRICS.map((id) => metricOf(id)).filter((one): one is Metric => one !== undefined);

/** What links show, read once for all who look. */
@Injectable()
export class SharedViews {
  private readonly kept = new Map<string, { at: number; isRead: boolean; view: Promise<SharedView> }>();
  private readonly signs = new WeakMap<SharedView, string>();
  readonly cards = new DrawnCards(MOST_CARD_BYTES);

  constructor(
    private readonly figures: Figures,
    private readonly sponsors: SponsorViews,
    private readonly photos: PhotoRepository,
    private readonly settings: ApiSettings,
  ) {}

  of({ scope }: Pick<OpenSharedLink, 'scope'>, now = new Date()): Promise<SharedView> {
    const known = this.kept.get(scope);
    // While it is being read nobody begins once more.
    if (known && (!known.isRead || now.getTime() - known.at < FRESH_MS)) return known.view;
    const kept = { at: now.getTime(), isRead: false, view: this.read(scope, now) };
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(scope, kept);
    kept.view.then(
      () => (kept.isRead = true),
      () => this.kept.get(scope) === kept && this.kept.delete(scope),
    );
    return kept.view;
  }

  /** What is shown has changed by somebody's hand: whoever asks next is shown it; other processes within five seconds. */
  changed(): void {
    this.kept.clear();
  }

  /** Another where something else is shown; worked out once for all who look. */
  signOf(view: SharedView): string {
    const known = this.signs.get(view);
    if (known !== undefined) return known;
    const { figures, sponsor, places, photos } = view;
    const shown = JSON.stringify([[...figures.values()], sponsor, places, photos]);
    const sign = createHash('sha256').update(shown).digest('base64url');
    this.signs.set(view, sign);
    return sign;
  }

  private async read(scope: string, at: Date): Promise<SharedView> {
    const { demo } = this.settings;
    const [, sponsorId] = /^sponsor:(.+)$/.exec(scope) ?? [];
    if (sponsorId !== undefined) {
      const found = await this.sponsors.sponsor(sponsorId);
      const sponsor = found && {
        ...found,
        batches: found.batches.map((batch) => ({ ...batch, places: publicPlaces(batch.places) })),
      };
      return { at, demo, figures: new Map(), sponsor, places: undefined, photos: [] };
    }
    const [, kitchenId, batchId] = /^(?:kitchen|batch):([^/]+)(?:\/([^]+))?$/.exec(scope) ?? [];
    const [figures, places, photos] = await Promise.all([
      this.figures.of(metrics, { scope }, at),
      kitchenId === undefined || batchId === undefined
        ? undefined
        : this.sponsors.places(kitchenId, batchId).then(publicPlaces),
      this.photosOf(kitchenId, batchId),
    ]);
    return {
      at,
      demo,
      figures: new Map(figures.map((figure) => [figure.metric, figure])),
      sponsor: null,
      places,
      photos,
    };
  }

  private async photosOf(kitchenId: string | undefined, batchId: string | undefined): Promise<PublicPhoto[]> {
    if (kitchenId === undefined) return [];
    return batchId === undefined
      ? this.photos.publicOfKitchen(kitchenId)
      : this.photos.publicOfBatches([{ kitchenId, batchId }]);
  }
}
