import type { KitchenEvent } from '@bakeloop/domain';
import { quantity, unitName } from '../batch/units.js';
import { polymerName } from '../intake/polymers.js';
import { numberFormat } from '../language/formats.js';
import { isolated, kg, listed, locale, money, name, t } from '../language/language.js';
import { CODED, isMass, isShare } from './mend.js';

/** The value of a field of an event, in the language spoken now. */
export function valueWords(field: string, value: unknown): string {
  if (isMass(field)) return kg(Number(value));
  if (isShare(field)) return quantity(Number(value) / 10, '%');
  if (typeof value === 'number') return numberFormat(locale(), { maximumFractionDigits: 6 }).format(value);
  if (typeof value === 'boolean') return t(value ? 'app.yes' : 'app.no');
  const text = String(value);
  if (field === 'productCode') return name('product', text);
  if (field === 'polymer') return polymerName(text);
  if (field === 'unit') return unitName(text);
  // Older entries have words where newer ones have codes.
  return CODED.includes(field) ? name('code', text.replaceAll(' ', '-')) : text;
}

/** What was paid for a delivery; null: nothing that was logged. */
export const priceWords = ({ type, data }: KitchenEvent): string | null =>
  type === 'intake.recorded' && data.price ? money(data.price.minor, data.price.currency) : null;

/** All that an event says, field by field, as on a delivery note. */
export function factsOfEvent(event: KitchenEvent): [label: string, words: string][] {
  const facts = Object.entries(event.data as Record<string, unknown>)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([field, value]): [string, string] => [name('field', field), valueWords(field, value)]);
  const price = priceWords(event);
  if (price !== null) facts.push([name('field', 'price'), price]);
  if (event.type === 'lot.processed') {
    const { inputs, outputs, losses } = event.data;
    const lines = (weighed: readonly (readonly [what: string, grams: number])[]) =>
      listed(weighed.map(([what, grams]) => `${what} ${kg(grams)}`));
    facts.push(
      [t('batch.in'), lines(inputs.map(({ lotId, grams }) => [isolated(lotId), grams]))],
      [t('batch.out'), lines(outputs.map(({ polymer, grams }) => [polymerName(polymer), grams]))],
      [t('process.rejects'), lines(losses.map(({ reason, grams }) => [name('code', reason), grams]))],
    );
  }
  return facts.filter(([, words]) => words !== '');
}
