import { KitchenRepository, TotalsRepository } from '@bakeloop/db';
import { TOTAL_FIELDS } from '@bakeloop/domain';
import { within } from '@bakeloop/identity';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { Asks, type Asking } from '../http/authentication.js';
import { forbidden } from '../http/permission.js';
import { invalid } from '../http/problem-error.js';
import { columnsOf, sendTable, type Columns } from '../http/send-table.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { ReadTogether } from '../read-together.js';

type Row = AnswerOf<'totals'>['rows'][number];
const COLUMNS: Columns<Row> = {
  ...columnsOf<Row>('kitchenId', 'day'),
  ...Object.fromEntries(TOTAL_FIELDS.map((field) => [field, ({ totals }: Row) => totals[field]])),
};

@Controller()
export class TotalsController {
  private readonly together = new ReadTogether();

  constructor(
    private readonly totals: TotalsRepository,
    private readonly kitchens: KitchenRepository,
  ) {}

  @Endpoint('totalsTable')
  async table(
    @Input('totalsTable') request: RequestOf<'totalsTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const { rows } = await this.get({ ...request }, asking);
    await sendTable(response, `bakeloop-totals-by-${request.query.by}`, COLUMNS, [rows]);
  }

  @Endpoint('totals')
  async get(
    @Input('totals') { query }: RequestOf<'totals'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'totals'>> {
    const { by, ...scope } = query;
    if (scope.from && scope.to && scope.from > scope.to)
      throw invalid([{ path: 'to', message: 'before from; both days are included' }]);
    // The sum is everybody's; what each kitchen has of it is for who may see that kitchen.
    const shown = by === 'kitchen' ? within(principal, 'kitchen.see') : 'all';
    if (shown === null) throw forbidden(principal);
    // Of a kitchen that nobody knows, nothing is not zero.
    if (scope.kitchenId !== undefined && !(await this.kitchens.exists(scope.kitchenId)))
      throw noSuchKitchen(scope.kitchenId);
    const { rows, sum, coverage } = await this.together.of(JSON.stringify(query), () =>
      this.totals.read(scope, by),
    );
    return {
      from: scope.from ?? null,
      to: scope.to ?? null,
      by,
      rows: rows
        .filter(({ kitchenId }) => shown === 'all' || shown.has(kitchenId ?? ''))
        .map((row) => ({ ...row, kitchenId: row.kitchenId ?? scope.kitchenId ?? null })),
      sum,
      coverage,
    };
  }
}
