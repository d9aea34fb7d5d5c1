import type { QualityAnswer, QualityRowView } from '@bakeloop/contracts';
import { QualityRepository, type QualityRow } from '@bakeloop/db';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { columnsOf, everyPage, sendTable } from '../http/send-table.js';
import { QualityView } from './quality-view.js';

/** Time and key of the last row of a page. */
const position = z.tuple([z.iso.datetime(), z.string()]);
const COLUMNS = columnsOf<QualityRowView>('at', 'kitchenId', 'name', 'detail', 'amount', 'who', 'eventId');
const COVERAGE_COLUMNS = columnsOf<QualityAnswer['coverage'][number]>('metric', 'name', 'quality', 'reason');

/** How good the data are, and the rows behind each number. */
@Controller()
export class QualityController {
  constructor(
    private readonly view: QualityView,
    private readonly quality: QualityRepository,
  ) {}

  @Endpoint('quality')
  answer(
    @Input('quality') { query }: RequestOf<'quality'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'quality'>> {
    return this.view.answer(principal, query, new Date());
  }

  @Endpoint('coverageTable')
  async coverageTable(
    @Input('coverageTable') request: RequestOf<'coverageTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const { from, to, coverage } = await this.answer({ ...request }, asking);
    await sendTable(response, `bakeloop-coverage-${from}-${to}`, COVERAGE_COLUMNS, [coverage]);
  }

  @Endpoint('qualityRows')
  async rows(
    @Input('qualityRows') { params, query }: RequestOf<'qualityRows'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'qualityRows'>> {
    const after = decodeCursor(position, query.cursor);
    const filter = await this.view.filterOf(principal, query, new Date());
    const rows = await this.quality.rows(params.part, filter, {
      after: after && { at: after[0], key: after[1] },
      limit: query.limit + 1,
    });
    return pageOf(rows, query.limit, viewOf, ({ exactAt, key }) => [exactAt, key]);
  }

  @Endpoint('qualityTable')
  async table(
    @Input('qualityTable') request: RequestOf<'qualityTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const { params, query } = request;
    const { from, to } = await this.view.filterOf(asking.principal, query, new Date());
    const rows = await everyPage((page) => this.rows({ ...request, query: { ...query, ...page } }, asking));
    await sendTable(response, `bakeloop-${params.part}-${from}-${to}`, COLUMNS, rows);
  }
}

function viewOf({
  at,
  kitchenId,
  name,
  detail,
  amount,
  who,
  eventId,
}: QualityRow): AnswerOf<'qualityRows'>['items'][number] {
  return { at: at.toISOString(), kitchenId, name, detail, amount, who, eventId };
}
