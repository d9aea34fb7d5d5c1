import { KitchenRepository, LedgerRepository } from '@bakeloop/db';
import { balanceOf, flowsOf } from '@bakeloop/domain';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { columnsOf, sendTable } from '../http/send-table.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { Figures, periodOf } from '../metrics/figures.js';
import { ScaleDrift } from './scale-drift.js';
import { sendFlows } from './send-flows.js';

interface BalanceLine {
  side: 'in' | 'out' | 'rest';
  name: string;
  grams: number | null;
}
const COLUMNS = columnsOf<BalanceLine>('side', 'name', 'grams');

/** Mass over a period: where it flowed, and whether it adds up. */
@Controller()
export class BalanceController {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly figures: Figures,
    private readonly kitchens: KitchenRepository,
    private readonly drift: ScaleDrift,
  ) {}

  @Endpoint('flows')
  async flows(@Input('flows') { query }: RequestOf<'flows'>): Promise<AnswerOf<'flows'>> {
    const [amounts] = await Promise.all([
      this.ledger.amounts(query.scope, periodOf(query, new Date())),
      this.figures.mustExist(query.scope),
    ]);
    return flowsOf(amounts);
  }

  @Endpoint('flowsTable')
  async flowsTable(
    @Input('flowsTable') request: RequestOf<'flowsTable'>,
    @Res() response: Response,
  ): Promise<void> {
    await sendFlows(response, `bakeloop-flows-${request.query.scope}`, await this.flows({ ...request }));
  }

  @Endpoint('balanceTable')
  async balanceTable(
    @Input('balanceTable') request: RequestOf<'balanceTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const balance = await this.balance({ ...request });
    const lines = (side: 'in' | 'out'): BalanceLine[] =>
      balance[side].map(({ name, value }) => ({ side, name, grams: value }));
    const rest = (name: string, grams: number | null): BalanceLine => ({ side: 'rest', name, grams });
    await sendTable(response, `bakeloop-balance-${balance.kitchenId}`, COLUMNS, [
      [
        ...lines('in'),
        ...lines('out'),
        rest('put into stock', balance.stockChangeGrams),
        rest('unaccounted for', balance.unaccountedGrams),
        rest('one standard uncertainty of it', balance.uncertaintyGrams),
      ],
    ]);
  }

  @Endpoint('balance')
  async balance(@Input('balance') { params, query }: RequestOf<'balance'>): Promise<AnswerOf<'balance'>> {
    const { kitchenId } = params;
    const [amounts, drift, exists] = await Promise.all([
      this.ledger.amounts(`kitchen:${kitchenId}`, periodOf(query, new Date())),
      this.drift.of(kitchenId),
      this.kitchens.exists(kitchenId),
    ]);
    if (!exists) throw noSuchKitchen(kitchenId);
    return { kitchenId, from: query.from ?? null, to: query.to ?? null, ...balanceOf(amounts), drift };
  }
}
