import { BatchRepository, ContributionRepository } from '@bakeloop/db';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { Asks, type Asking } from '../http/authentication.js';
import { idsWithin } from '../http/permission.js';
import { notFound } from '../http/problem-error.js';
import { ReadTogether } from '../read-together.js';
import { detailOf, summaryOf } from './batch-view.js';

/** Time, kitchen and id of the last batch of a page. */
const position = z.tuple([z.iso.datetime(), z.string(), z.string()]);

@Controller()
export class BatchesController {
  private readonly together = new ReadTogether();

  constructor(
    private readonly batches: BatchRepository,
    private readonly contributions: ContributionRepository,
  ) {}

  @Endpoint('batches')
  async list(
    @Input('batches') { query }: RequestOf<'batches'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'batches'>> {
    const after = decodeCursor(position, query.cursor);
    const page = {
      kitchenIds: query.kitchenId === undefined ? idsWithin(principal, 'kitchen.see') : [query.kitchenId],
      status: query.status,
      flagged: query.flagged === undefined ? undefined : query.flagged === 'true',
      after: after && { at: after[0], kitchenId: after[1], batchId: after[2] },
      limit: query.limit + 1,
    };
    const rows = await this.together.of(JSON.stringify(page), () => this.batches.page(page));
    return pageOf(rows, query.limit, summaryOf, (row) => [row.at, row.kitchenId, row.batchId]);
  }

  @Endpoint('batch')
  async one(@Input('batch') { params }: RequestOf<'batch'>): Promise<AnswerOf<'batch'>> {
    const { kitchenId, batchId } = params;
    const [[batch], events, contribution] = await this.together.of(`${kitchenId}/${batchId}`, () =>
      Promise.all([
        this.batches.byIds(kitchenId, [batchId]),
        this.batches.events(kitchenId, batchId),
        this.contributions.ofBatch(kitchenId, batchId),
      ]),
    );
    if (!batch) throw notFound(`Kitchen "${kitchenId}" has no batch "${batchId}".`);
    return detailOf(batch, events, contribution);
  }
}
