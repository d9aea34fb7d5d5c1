import { METRIC_GRAINS } from '@bakeloop/contracts';
import { MOST_DAYS } from './compared.js';

/** How finely a figure is shown over time. Pure. */

export type Grain = (typeof METRIC_GRAINS)[number];

/** More bars of days are read worse than those of months. */
const DAYS_AT_FIRST = 62;
const DAY_MS = 86_400_000;

/**
 * @param asked how finely, as it stands in the address
 * @param today `YYYY-MM-DD`, the end of days without one
 * @returns what is shown, and what can be chosen: single days only of so many that they are answered
 */
export function grainOf(
  asked: string | null,
  { from, to }: { from?: string | undefined; to?: string | undefined },
  today: string,
): { by: Grain; choices: readonly Grain[] } {
  const days = from === undefined ? Infinity : (Date.parse(to ?? today) - Date.parse(from)) / DAY_MS + 1;
  const choices = METRIC_GRAINS.filter((grain) => grain !== 'day' || days <= MOST_DAYS);
  const by = choices.find((grain) => grain === asked) ?? (days <= DAYS_AT_FIRST ? 'day' : 'month');
  return { by, choices };
}
