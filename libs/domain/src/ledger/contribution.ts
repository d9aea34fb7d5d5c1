import type { Amounts } from '../amounts/amounts.js';
import type { Gap } from '../amounts/gaps.js';

/**
 * What one subject (a batch, or an event that counts by itself) adds to the totals of one kitchen-local day. The
 * contributions are the leaves of every figure: whatever the scope, they add up to it.
 */
export interface Contribution {
  /** `batch:<batchId>` or `event:<eventId>`. */
  subject: string;
  /** The instant that decides the day, RFC 3339 with offset. */
  time: string;
  /** Calendar day where the kitchen then was, `YYYY-MM-DD`. */
  day: string;
  productCode: string | null;
  machine: string | null;
  amounts: Amounts;
  /** Why some of its figures are missing; sorted, none twice. */
  gaps: Gap[];
}
