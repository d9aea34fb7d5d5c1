import type { BatchDetail, BatchSummary, StageSpanView } from '@bakeloop/contracts';
import { BatchRepository, ContributionRepository } from '@bakeloop/db';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { Asks, type Asking } from '../http/authentication.js';
import { idsWithin } from '../http/permission.js';
import { notFound } from '../http/problem-error.js';
import { ReadTogether } from '../read-together.js';
import { columnsOf, everyPage, sendTable, type Columns } from '../http/send-table.js';
import { detailOf, summaryOf } from './batch-view.js';

/** Time, kitchen and id of the last batch of a page. */
const position = z.tuple([z.iso.datetime(), z.string(), z.string()]);

const COLUMNS: Columns<BatchSummary> = {
  ...columnsOf<BatchSummary>(
    'kitchenId',
    'batchId',
    'status',
    'stage',
    'machine',
    'recipeId',
    'recipeVersion',
    'productCode',
    'plannedMinutes',
    'startedAt',
    'finishedAt',
    'feedGrams',
    'goodGrams',
    'goodPieces',
    'recycledGrams',
    'closure',
  ),
  flags: ({ flags }) => flags.map(({ message }) => message).join(' '),
};

interface BalanceLine {
  side: string;
  kind: string;
  label: string;
  lotId: string | null;
  grams: number;
}
const STAGE_COLUMNS = columnsOf<StageSpanView>('stage', 'machine', 'startedAt', 'endedAt');
const BALANCE_COLUMNS = columnsOf<BalanceLine>('side', 'kind', 'label', 'lotId', 'grams');

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
      text: query.q,
      after: after && { at: after[0], kitchenId: after[1], batchId: after[2] },
      limit: query.limit + 1,
    };
    const rows = await this.together.of(JSON.stringify(page), () => this.batches.page(page));
    return pageOf(rows, query.limit, summaryOf, (row) => [row.at, row.kitchenId, row.batchId]);
  }

  @Endpoint('batchesTable')
  async table(
    @Input('batchesTable') request: RequestOf<'batchesTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const { query } = request;
    const rows = await everyPage((page) => this.list({ ...request, query: { ...query, ...page } }, asking));
    await sendTable(response, `bakeloop-batches-${query.kitchenId ?? 'all'}`, COLUMNS, rows);
  }

  @Endpoint('batchBalanceTable')
  async balanceTable(
    @Input('batchBalanceTable') request: RequestOf<'batchBalanceTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const { kitchenId, batchId, balance } = await this.one({ ...request });
    await sendTable(response, `${kitchenId}-${batchId}-balance`, BALANCE_COLUMNS, [linesOf(balance)]);
  }

  @Endpoint('batchStagesTable')
  async stagesTable(
    @Input('batchStagesTable') request: RequestOf<'batchStagesTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const { kitchenId, batchId, stages } = await this.one({ ...request });
    await sendTable(response, `${kitchenId}-${batchId}-stages`, STAGE_COLUMNS, [stages]);
  }

  @Endpoint('batch')
  async one(@Input('batch') { params }: RequestOf<'batch'>): Promise<AnswerOf<'batch'>> {
    const { kitchenId, batchId } = params;
    const [batch, events, stages, contribution] = await this.together.of(`${kitchenId}/${batchId}`, () =>
      Promise.all([
        this.batches.one(kitchenId, batchId),
        this.batches.events(kitchenId, batchId),
        this.batches.stages(kitchenId, batchId),
        this.contributions.ofBatch(kitchenId, batchId),
      ]),
    );
    if (!batch) throw notFound(`Kitchen "${kitchenId}" has no batch "${batchId}".`);
    return detailOf(batch, events, stages, contribution);
  }
}

/** Before the batch, into it, out of it, and what the scales did not find again. */
function linesOf(balance: BatchDetail['balance']): BalanceLine[] {
  const { intake, losses, inputs, outputs, feedGrams, unaccountedGrams } = balance;
  const lines = (side: string, flows: typeof losses): BalanceLine[] =>
    flows.map(({ kind, label, lotId, grams }) => ({ side, kind, label, lotId, grams }));
  const sum = (side: string, label: string, grams: number): BalanceLine => ({
    side,
    kind: 'sum',
    label,
    lotId: null,
    grams,
  });
  return [
    ...(intake === null ? [] : [sum('before', 'Delivered (net)', intake.netGrams)]),
    ...lines('before', losses),
    ...lines('in', inputs),
    sum('in', 'Fed into the batch', feedGrams),
    ...lines('out', outputs),
    sum('out', 'Unaccounted for', unaccountedGrams),
  ];
}
