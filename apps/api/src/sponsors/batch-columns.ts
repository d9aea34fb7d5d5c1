import type { FollowedBatch } from '@bakeloop/contracts';
import type { Columns } from '../http/send-table.js';

/** What is allocated of a batch, as a row: of the sponsor's page, and of what is shared of it. */
export const BATCH_COLUMNS: Columns<FollowedBatch> = {
  kitchen: ({ kitchenId }) => kitchenId,
  batch: ({ batchId }) => batchId,
  day: ({ day }) => day,
  product: ({ productCode }) => productCode,
  shareGrams: ({ grams }) => grams,
  standingGrams: ({ standingGrams }) => standingGrams,
  batchOutputGrams: ({ outputGrams }) => outputGrams,
  batchAllocatedGrams: ({ allocatedGrams }) => allocatedGrams,
};
