import { conditionOf, filterFleet, type Channel, type KitchenSummary } from '@bakeloop/contracts';
import { ChannelRepository, KitchenRepository, type ChannelWithCurrentRow } from '@bakeloop/db';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { Asks, type Asking } from '../http/authentication.js';
import { idsWithin } from '../http/permission.js';
import { columnsOf, sendTable, type Columns } from '../http/send-table.js';
import { noSuchKitchen } from './no-such-kitchen.js';
import { KitchenViews, mostTroubledFirst } from './kitchen-views.js';
import { troubleScore } from './trouble.js';

/** Score, which counts for nothing in the order of ids, and id of the last kitchen of a page. */
const position = z.tuple([z.number(), z.string()]);

const COLUMNS: Columns<KitchenSummary> = {
  ...columnsOf<KitchenSummary>('id', 'name', 'place', 'country', 'timeZone', 'presence', 'lastMessageAt'),
  condition: conditionOf,
  troubles: ({ troubles }) => troubles.map(({ kind }) => kind).join(' '),
  activeAlarms: ({ openAlarms }) => openAlarms.active,
  unacknowledgedAlarms: ({ openAlarms }) => openAlarms.unacknowledged,
  worstAlarm: ({ openAlarms }) => openAlarms.worst,
  runningBatch: ({ runningBatch }) => runningBatch?.batchId,
  stage: ({ runningBatch }) => runningBatch?.stage,
  day: ({ today }) => today.day,
  goodGrams: ({ today }) => today.totals.goodGrams,
  ...columnsOf<KitchenSummary>('planGrams', 'lastClosure', 'queueAgeMs', 'clockSkewMs', 'deadLetters24h'),
};

@Controller()
export class KitchensController {
  constructor(
    private readonly views: KitchenViews,
    private readonly kitchens: KitchenRepository,
    private readonly channels: ChannelRepository,
  ) {}

  @Endpoint('kitchens')
  async list(
    @Input('kitchens') { query }: RequestOf<'kitchens'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'kitchens'>> {
    const after = decodeCursor(position, query.cursor);
    const isById = query.order === 'id';
    const scoreOf = isById ? () => 0 : troubleScore;
    const kitchens = await this.views.summaries(idsWithin(principal, 'kitchen.see'));
    // Trouble is derived, not stored: a fleet is small enough to rank whole for every page.
    const all = isById ? kitchens : mostTroubledFirst(kitchens);
    const rest = after
      ? all.filter((kitchen) => {
          const score = scoreOf(kitchen);
          return score < after[0] || (score === after[0] && kitchen.id > after[1]);
        })
      : all;
    return pageOf(
      rest,
      query.limit,
      (kitchen) => kitchen,
      (kitchen) => [scoreOf(kitchen), kitchen.id],
    );
  }

  @Endpoint('kitchensTable')
  async table(
    @Input('kitchensTable') { query }: RequestOf<'kitchensTable'>,
    @Asks() { principal }: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const all = mostTroubledFirst(await this.views.summaries(idsWithin(principal, 'kitchen.see')));
    const search = { text: query.q ?? '', state: query.state, country: query.country ?? null };
    await sendTable(response, 'bakeloop-kitchens', COLUMNS, [filterFleet(all, search, Date.now())]);
  }

  @Endpoint('kitchen')
  async one(@Input('kitchen') { params }: RequestOf<'kitchen'>): Promise<AnswerOf<'kitchen'>> {
    const [kitchen] = await this.views.details([params.kitchenId]);
    if (!kitchen) throw noSuchKitchen(params.kitchenId);
    return kitchen;
  }

  @Endpoint('channels')
  async channelsOf(@Input('channels') { params }: RequestOf<'channels'>): Promise<AnswerOf<'channels'>> {
    const rows = await this.channels.ofKitchen(params.kitchenId);
    if (rows.length === 0 && !(await this.kitchens.exists(params.kitchenId)))
      throw noSuchKitchen(params.kitchenId);
    return { items: rows.map(channelOf) };
  }
}

export function channelOf(row: ChannelWithCurrentRow): Channel {
  const { channel, unit, kind, min, max, intervalSeconds, time, value, receivedAt } = row;
  const current =
    time === null || value === null || receivedAt === null
      ? null
      : { time: time.toISOString(), value, receivedAt: receivedAt.toISOString() };
  return { channel, unit, kind, min, max, intervalSeconds, current };
}
