import { csvLine } from '@bakeloop/contracts';
import { QualityRepository, type QualityPosition, type QualityRow } from '@bakeloop/db';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { sendFile } from '../http/send-file.js';
import { QualityView } from './quality-view.js';

/** Time and key of the last row of a page. */
const position = z.tuple([z.iso.datetime(), z.string()]);
/** Rows read at a time while a file is sent. */
const AT_ONCE = 1_000;
const COLUMNS = [
  'at',
  'kitchenId',
  'name',
  'detail',
  'amount',
  'who',
  'eventId',
] as const satisfies readonly (keyof QualityRow)[];

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
    @Input('qualityTable') { params: { part }, query }: RequestOf<'qualityTable'>,
    @Asks() { principal }: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const filter = await this.view.filterOf(principal, query, new Date());
    const { quality } = this;
    const first = await quality.rows(part, filter, { limit: AT_ONCE });
    async function* parts(): AsyncGenerator<string> {
      yield csvLine(COLUMNS);
      for (let rows = first; rows.length > 0;) {
        yield rows.map((row) => csvLine(COLUMNS.map((column) => row[column]))).join('');
        const last = rows.length < AT_ONCE ? undefined : rows.at(-1);
        const after: QualityPosition | undefined = last && { at: last.exactAt, key: last.key };
        rows = after === undefined ? [] : await quality.rows(part, filter, { after, limit: AT_ONCE });
      }
    }
    await sendFile(response, `bakeloop-${part}-${filter.from}-${filter.to}.csv`, parts());
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
