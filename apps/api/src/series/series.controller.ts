import { ChannelRepository, KitchenRepository, RetentionRepository, SeriesRepository } from '@bakeloop/db';
import { Controller } from '@nestjs/common';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { invalid, notFound } from '../http/problem-error.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { BUCKETS, bucketFor, MAX_RANGE_MS, rawMayFit } from './resolution.js';

const TIERS = { reading_1m: '1m', reading_1h: '1h', reading_1d: '1d' } as const;

@Controller()
export class SeriesController {
  constructor(
    private readonly kitchens: KitchenRepository,
    private readonly channels: ChannelRepository,
    private readonly series: SeriesRepository,
    private readonly retention: RetentionRepository,
  ) {}

  @Endpoint('series')
  async get(@Input('series') { params, query }: RequestOf<'series'>): Promise<AnswerOf<'series'>> {
    const from = new Date(query.from);
    const to = new Date(query.to);
    const rangeMs = to.getTime() - from.getTime();
    if (rangeMs <= 0) throw invalid([{ path: 'to', message: 'not later than from' }]);
    if (rangeMs > MAX_RANGE_MS) throw invalid([{ path: 'from', message: 'more than 400 days before to' }]);

    const channel = await this.channels.find(params.kitchenId, query.channel);
    if (!channel) {
      if (!(await this.kitchens.exists(params.kitchenId))) throw noSuchKitchen(params.kitchenId);
      throw notFound(`Kitchen "${params.kitchenId}" has no channel "${query.channel}".`);
    }
    const answer = {
      kitchenId: params.kitchenId,
      channel: channel.channel,
      unit: channel.unit,
      kind: channel.kind,
      from: from.toISOString(),
      to: to.toISOString(),
    };
    const range = { channelId: channel.id, from, to };
    const kept = await this.retention.keptFrom();
    const isKept = (tier: 'raw' | '1m' | '1h' | '1d'): boolean => from >= (kept.get(tier) ?? from);
    if (isKept('raw') && rawMayFit(rangeMs, query.width, channel.intervalSeconds)) {
      // One more than fits tells that it does not: a kitchen may send more often than it declared.
      const points = await this.series.raw({ ...range, limit: query.width + 2 });
      if (points.length <= query.width + 1)
        return { ...answer, resolution: 'raw', bucketSeconds: null, points };
    }
    const resolution = bucketFor(rangeMs, query.width, (table) => isKept(TIERS[table]));
    const { seconds, table } = BUCKETS[resolution];
    const counter = channel.kind === 'counter';
    const points = await this.series.buckets({ ...range, table, bucketSeconds: seconds, counter });
    return { ...answer, resolution, bucketSeconds: seconds, points };
  }
}
