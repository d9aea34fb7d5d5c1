import type { BatchState } from './batch.js';
import type { BatchFlag } from '../log/flags.js';

/** A batch without a word for this long while its kitchen logs on was not finished in the log. Our proposal. */
const SILENT_HOURS = 48;
const HOUR_MS = 3_600_000;

/**
 * A batch that never finishes (E7). It is no flag of the batch's state, since it comes with what others log, or with time.
 * @param newestEventAt time of the newest event of the kitchen, RFC 3339
 */
export function neverFinished(
  { batchId, finishedAt, lastEventAt }: Pick<BatchState, 'batchId' | 'finishedAt' | 'lastEventAt'>,
  newestEventAt: string,
): BatchFlag | null {
  if (finishedAt !== null) return null;
  if (Date.parse(newestEventAt) - Date.parse(lastEventAt) <= SILENT_HOURS * HOUR_MS) return null;
  return {
    code: 'never_finished',
    message: `Batch ${batchId} has no finish, and nothing was logged about it since ${lastEventAt}: finish it, or void its start.`,
    grams: null,
  };
}
