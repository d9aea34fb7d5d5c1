import { z } from 'zod';
import { canaryView, integer, kitchenId } from './api.js';

/**
 * What came in since this database counts, in records: readings, events, results of commands, and messages that were refused whole. The first
 * is the sum of the three after it, at every moment.
 */
export const tally = z.object({
  received: integer.describe('what was read of the messages, a replay by staff included'),
  stored: integer,
  duplicate: integer.describe('known already: sent again, or sent in another pack too'),
  deadLettered: integer.describe('refused with a reason, and kept as a dead letter'),
  slowed: integer.describe(
    'messages that were acknowledged later, since their kitchen sends more than it may; nothing of them is lost',
  ),
  turnedAway: integer.describe(
    'messages that were not read, since their kitchen is far ahead of its rate; unacknowledged packs come again',
  ),
});
export type Tally = z.infer<typeof tally>;

/** How the line from the kitchens to the database does. */
export const lineAnswer = z.object({
  canary: canaryView,
  total: tally,
  unaccounted: integer.describe(
    'received less what was stored, known or dead-lettered: 0 at every moment, or Bakeloop has a fault',
  ),
  kitchens: z
    .array(z.object({ kitchenId: kitchenId.nullable().describe('null: from no known kitchen'), tally }))
    .describe('in the order of ids'),
});
export type LineAnswer = z.infer<typeof lineAnswer>;
