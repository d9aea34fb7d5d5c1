import type { KitchenContext } from '../kitchen/context.js';

/** Where and when a batch counts: what reference data is looked up by. */
export interface BatchPlace {
  context: KitchenContext;
  /** ISO 3166-1 alpha-2; null when nobody said where the kitchen was. */
  country: string | null;
  /** Calendar day there, `YYYY-MM-DD`. */
  day: string;
}
