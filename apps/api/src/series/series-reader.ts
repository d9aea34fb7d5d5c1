import type { Series } from '@bakeloop/contracts';
import { ChannelRepository, KitchenRepository, SeriesRepository, type ChartedChannelRow } from '@bakeloop/db';
import { Injectable } from '@nestjs/common';
import { LATE_MS } from '../batches/batch-view.js';
import { invalid, notFound } from '../http/problem-error.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { lateStretches } from './late-stretches.js';
import { BUCKETS, bucketFor, MAX_RANGE_MS, rawMayFit } from './resolution.js';

const TIERS = { reading_1m: '1m', reading_1h: '1h', reading_1d: '1d' } as const;

/** Late readings are looked for one by one, so only in ranges up to this, ms: a chart of months tells no minute anyway. */
const LATE_LOOKED_FOR_MS = 2 * 86_400_000;
/** How finely late stretches are told, as a part of the range. */
const LATE_PARTS = 288;

export interface AskedSeries {
  channel: string;
  from: string;
  to: string;
  /** Points wanted at most. */
  width: number;
}

/** Channels over time, for the chart and for the table that is taken from it: one choice of resolution for both. */
@Injectable()
export class SeriesReader {
  constructor(
    private readonly kitchens: KitchenRepository,
    private readonly channels: ChannelRepository,
    private readonly series: SeriesRepository,
  ) {}

  /** @throws ProblemError for a range that ends before it begins or is too long */
  rangeOf({ from, to }: { from: string; to: string }): { from: Date; to: Date; rangeMs: number } {
    const range = { from: new Date(from), to: new Date(to) };
    const rangeMs = range.to.getTime() - range.from.getTime();
    if (rangeMs <= 0) throw invalid([{ path: 'to', message: 'not later than from' }]);
    if (rangeMs > MAX_RANGE_MS) throw invalid([{ path: 'from', message: 'more than 400 days before to' }]);
    return { ...range, rangeMs };
  }

  /** @throws ProblemError 404 */
  async channelOf(kitchenId: string, name: string): Promise<ChartedChannelRow> {
    const channel = await this.channels.find(kitchenId, name);
    if (channel) return channel;
    if (!(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    throw notFound(`Kitchen "${kitchenId}" has no channel "${name}".`);
  }

  async read(kitchenId: string, asked: AskedSeries): Promise<Series> {
    const { from, to, rangeMs } = this.rangeOf(asked);
    const channel = await this.channelOf(kitchenId, asked.channel);
    const answer = {
      kitchenId,
      channel: channel.channel,
      unit: channel.unit,
      kind: channel.kind,
      from: from.toISOString(),
      to: to.toISOString(),
    };
    const range = { channelId: channel.id, from, to };
    const { keptFrom, rollupsUpTo: upTo } = channel;
    const isKept = (tier: 'raw' | '1m' | '1h' | '1d'): boolean => from >= (keptFrom[tier] ?? from);
    if (isKept('raw') && rawMayFit(rangeMs, asked.width, channel.intervalSeconds)) {
      // One more than fits tells that it does not: a kitchen may send more often than it declared.
      const points = await this.series.raw({ ...range, limit: asked.width + 2 });
      if (points.length <= asked.width + 1) {
        const late = points.filter(({ delayMs }) => delayMs > LATE_MS).map(({ timeMs }) => timeMs);
        return {
          ...answer,
          resolution: 'raw',
          bucketSeconds: null,
          points: points.map(({ delayMs: _, ...point }) => point),
          late: lateStretches(late, lateBucketMs(rangeMs)),
        };
      }
    }
    const resolution = bucketFor(rangeMs, asked.width, (table) => isKept(TIERS[table]));
    const { seconds, table } = BUCKETS[resolution];
    const counter = channel.kind === 'counter';
    const [points, late] = await Promise.all([
      this.series.buckets({ ...range, table, bucketSeconds: seconds, counter, upTo }),
      isKept('raw') ? this.late(range, rangeMs) : null,
    ]);
    return { ...answer, resolution, bucketSeconds: seconds, points, late };
  }

  private async late(
    range: { channelId: number; from: Date; to: Date },
    rangeMs: number,
  ): Promise<Series['late']> {
    if (rangeMs > LATE_LOOKED_FOR_MS) return null;
    const bucketMs = lateBucketMs(rangeMs);
    const starts = await this.series.late({ ...range, bucketSeconds: bucketMs / 1_000, lateMs: LATE_MS });
    return lateStretches(starts, bucketMs);
  }
}

const lateBucketMs = (rangeMs: number): number =>
  Math.max(1, Math.round(rangeMs / LATE_PARTS / 1_000)) * 1_000;
