import type { KitchenEvent } from '@bakeloop/domain';
import { timeFormat } from '../language/formats.js';
import { kg, locale, t, zone } from '../language/language.js';
import { factsOfEvent } from './value-words.js';

export type Delivery = Extract<KitchenEvent, { type: 'intake.recorded' }>;

/** What whoever brought a delivery takes along: when, what was weighed, and what was paid for it. */
export function slipFacts(delivery: Delivery): [label: string, words: string][] {
  const { grossGrams, tareGrams } = delivery.data;
  const when = timeFormat(locale(), {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: zone(),
  });
  return [
    [t('entry.time'), when.format(new Date(delivery.time))],
    ...factsOfEvent(delivery),
    [t('intake.net'), kg(grossGrams - tareGrams)],
  ];
}

/** The same as a message. */
export const slipText = (titles: readonly string[], delivery: Delivery): string =>
  [...titles, ...slipFacts(delivery).map(([label, words]) => `${label}: ${words}`)].join('\n');
