import type { FlowsAnswer } from '@bakeloop/contracts';
import { BatchRepository, KitchenRepository, LineageRepository, type LineageTarget } from '@bakeloop/db';
import { lineageOf } from '@bakeloop/domain';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { sendFlows } from './send-flows.js';
import { columnsOf, everyPage, sendTable } from '../http/send-table.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';

/** Events that one lineage is reckoned from at most: some seconds of work, and a picture that nobody could read. */
const MAX_EVENTS = 20_000;

/** Time and id of the last lot of a page. */
const position = z.tuple([z.iso.datetime(), z.string()]);

/** Where lots and batches came from and what became of them. */
const LOT_COLUMNS = {
  ...columnsOf<LotRow>('lotId', 'polymer', 'form', 'producedGrams', 'consumedGrams'),
  flags: ({ flags }: LotRow) => flags.map(({ message }) => message).join(' '),
};
type LotRow = AnswerOf<'lots'>['items'][number];

@Controller()
export class LineageController {
  constructor(
    private readonly lineage: LineageRepository,
    private readonly kitchens: KitchenRepository,
    private readonly batches: BatchRepository,
  ) {}

  @Endpoint('lots')
  async lots(@Input('lots') { params, query }: RequestOf<'lots'>): Promise<AnswerOf<'lots'>> {
    const after = decodeCursor(position, query.cursor);
    const rows = await this.lineage.lots(params.kitchenId, {
      text: query.q,
      after: after && { at: after[0], lotId: after[1] },
      limit: query.limit + 1,
    });
    if (rows.length === 0 && !(await this.kitchens.exists(params.kitchenId)))
      throw noSuchKitchen(params.kitchenId);
    return pageOf(
      rows,
      query.limit,
      ({ lotId, state }) => ({
        lotId,
        polymer: state.polymer,
        form: state.form,
        producedGrams: state.producedGrams,
        consumedGrams: state.consumedGrams,
        flags: state.flags,
      }),
      ({ at, lotId }) => [at, lotId],
    );
  }

  @Endpoint('lotsTable')
  async lotsTable(
    @Input('lotsTable') request: RequestOf<'lotsTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const rows = await everyPage((page) => this.lots({ ...request, query: { ...request.query, ...page } }));
    await sendTable(response, `bakeloop-lots-${request.params.kitchenId}`, LOT_COLUMNS, rows);
  }

  @Endpoint('lotLineageTable')
  async ofLotTable(
    @Input('lotLineageTable') request: RequestOf<'lotLineageTable'>,
    @Res() response: Response,
  ): Promise<void> {
    await sendFlows(response, `bakeloop-lot-${request.params.lotId}`, await this.ofLot({ ...request }));
  }

  @Endpoint('batchLineageTable')
  async ofBatchTable(
    @Input('batchLineageTable') request: RequestOf<'batchLineageTable'>,
    @Res() response: Response,
  ): Promise<void> {
    await sendFlows(response, `bakeloop-batch-${request.params.batchId}`, await this.ofBatch({ ...request }));
  }

  @Endpoint('lotLineage')
  async ofLot(@Input('lotLineage') { params }: RequestOf<'lotLineage'>): Promise<AnswerOf<'lotLineage'>> {
    const { kitchenId, lotId } = params;
    const flows = await this.flows(kitchenId, { lotId });
    if (flows.nodes.length === 0) throw notFound(`Kitchen "${kitchenId}" has no lot "${lotId}".`);
    return flows;
  }

  @Endpoint('batchLineage')
  async ofBatch(
    @Input('batchLineage') { params }: RequestOf<'batchLineage'>,
  ): Promise<AnswerOf<'batchLineage'>> {
    const { kitchenId, batchId } = params;
    const [[batch], flows] = await Promise.all([
      this.batches.byIds(kitchenId, [batchId]),
      this.flows(kitchenId, { batchId }),
    ]);
    if (!batch) throw notFound(`Kitchen "${kitchenId}" has no batch "${batchId}".`);
    return flows;
  }

  /** @throws ProblemError 422 for what hangs together with too much */
  private async flows(kitchenId: string, target: LineageTarget): Promise<FlowsAnswer> {
    const events = await this.lineage.events(kitchenId, target, MAX_EVENTS + 1);
    if (events.length <= MAX_EVENTS) return lineageOf(target, events);
    throw new ProblemError({
      type: '/problems/lineage-too-large',
      title: 'The lineage is too large to be shown',
      status: 422,
      detail: `More than ${MAX_EVENTS.toLocaleString('en')} events hang together with it. Ask for the lineage of one batch or of a lot further down, or for the flows of the kitchen over a period: GET /api/v1/flows?scope=kitchen:${kitchenId}.`,
    });
  }
}
