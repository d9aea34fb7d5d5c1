import type { LineAnswer, Tally } from '@bakeloop/contracts';
import { TallyRepository } from '@bakeloop/db';
import { Injectable } from '@nestjs/common';
import { CanaryWatch } from './canary-watch.js';

/** How the line from the kitchens to the database does, for the route, the page and the scraper. */
@Injectable()
export class LineView {
  constructor(
    private readonly tallies: TallyRepository,
    private readonly canary: CanaryWatch,
  ) {}

  async read(): Promise<LineAnswer> {
    const [rows, canary] = await Promise.all([this.tallies.byKitchen(), this.canary.read()]);
    const total: Tally = {
      received: 0,
      stored: 0,
      duplicate: 0,
      deadLettered: 0,
      slowed: 0,
      turnedAway: 0,
    };
    const kitchens = rows.map(({ kitchenId, ...tally }) => {
      for (const kind of Object.keys(total) as (keyof Tally)[]) total[kind] += tally[kind];
      return { kitchenId, tally };
    });
    return { canary, total, unaccounted: unaccountedOf(total), kitchens };
  }
}

function unaccountedOf({ received, stored, duplicate, deadLettered }: Tally): number {
  return received - stored - duplicate - deadLettered;
}
