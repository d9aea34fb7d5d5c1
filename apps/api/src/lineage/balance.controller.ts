import { KitchenRepository, LedgerRepository } from '@bakeloop/db';
import { balanceOf, flowsOf } from '@bakeloop/domain';
import { Controller } from '@nestjs/common';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { Figures, periodOf } from '../metrics/figures.js';
import { ScaleDrift } from './scale-drift.js';

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
