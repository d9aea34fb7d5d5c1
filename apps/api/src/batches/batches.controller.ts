import { BatchRepository, ContributionRepository } from '@bakeloop/db';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { Asks, type Asking } from '../http/authentication.js';
import { idsWithin } from '../http/permission.js';
import { notFound } from '../http/problem-error.js';
import { detailOf, summaryOf } from './batch-view.js';

/** Time, kitchen and id of the last batch of a page. */
const position = z.tuple([z.iso.datetime(), z.string(), z.string()]);

@Controller()
export class BatchesController {
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
    const rows = await this.batches.page({
      kitchenIds: query.kitchenId === undefined ? idsWithin(principal, 'kitchen.see') : [query.kitchenId],
      status: query.status,
      flagged: query.flagged === undefined ? undefined : query.flagged === 'true',
      after: after && { at: after[0], kitchenId: after[1], batchId: after[2] },
      limit: query.limit + 1,
    });
    return pageOf(rows, query.limit, summaryOf, (row) => [row.at, row.kitchenId, row.batchId]);
  }

  @Endpoint('batch')
  async one(@Input('batch') { params }: RequestOf<'batch'>): Promise<AnswerOf<'batch'>> {
    const [[batch], events, contribution] = await Promise.all([
      this.batches.byIds(params.kitchenId, [params.batchId]),
      this.batches.events(params.kitchenId, params.batchId),
      this.contributions.ofBatch(params.kitchenId, params.batchId),
    ]);
    if (!batch) throw notFound(`Kitchen "${params.kitchenId}" has no batch "${params.batchId}".`);
    return detailOf(batch, events, contribution);
  }
}
