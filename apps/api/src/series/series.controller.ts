import { SeriesRepository, type ChannelRow } from '@bakeloop/db';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { columnsOf, sendTable, type Columns } from '../http/send-table.js';
import { SeriesReader } from './series-reader.js';

/** Readings read at a time while a file is sent: as much as is in memory, however long the range is. */
const AT_ONCE = 5_000;
type Row = AnswerOf<'series'>['points'][number] &
  Pick<ChannelRow, 'channel' | 'unit'> & { resolution: string };
const COLUMNS: Columns<Row> = {
  time: ({ timeMs }) => new Date(timeMs),
  ...columnsOf<Row>('channel', 'unit', 'resolution', 'mean', 'min', 'max', 'count'),
};

@Controller()
export class SeriesController {
  constructor(
    private readonly reader: SeriesReader,
    private readonly series: SeriesRepository,
  ) {}

  @Endpoint('series')
  get(@Input('series') { params, query }: RequestOf<'series'>): Promise<AnswerOf<'series'>> {
    return this.reader.read(params.kitchenId, query);
  }

  @Endpoint('seriesTable')
  async table(
    @Input('seriesTable') { params, query }: RequestOf<'seriesTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const { kitchenId } = params;
    const { from, to } = this.reader.rangeOf(query);
    // Before anything leaves: a name that is none is a refusal, not half a file.
    const channels: ChannelRow[] = [];
    for (const name of query.channels) channels.push(await this.reader.channelOf(kitchenId, name));
    const { reader } = this;
    const readings = (channel: ChannelRow) => this.readings(channel, from, to);
    async function* pages(): AsyncGenerator<Row[]> {
      for (const channel of channels) {
        if (query.grain === 'readings') yield* readings(channel);
        else {
          const { points, resolution } = await reader.read(kitchenId, { ...query, channel: channel.channel });
          yield points.map((point) => rowOf(channel, resolution, point));
        }
      }
    }
    const day = (date: Date): string => date.toISOString().slice(0, 10);
    await sendTable(response, `${kitchenId}-${day(from)}-${day(to)}`, COLUMNS, pages());
  }

  private async *readings(channel: ChannelRow, from: Date, to: Date): AsyncGenerator<Row[]> {
    for (let next = from; next < to;) {
      const points = await this.series.raw({ channelId: channel.id, from: next, to, limit: AT_ONCE });
      yield points.map((point) => rowOf(channel, 'raw', point));
      const last = points.at(-1);
      if (!last || points.length < AT_ONCE) return;
      // A channel has one reading an instant.
      next = new Date(last.timeMs + 1);
    }
  }
}

const rowOf = (
  { channel, unit }: ChannelRow,
  resolution: string,
  point: AnswerOf<'series'>['points'][number],
): Row => ({ ...point, channel, unit, resolution });
