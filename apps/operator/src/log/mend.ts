import type { KitchenEvent } from '@bakeloop/domain';
import { doubtAbout, weighedIn, type Doubt } from '../doubt.js';
import { digitsOf } from '../intake/currency.js';
import { moisturePermille } from '../intake/draft.js';
import { asOnPad, parseCount, parseKg, parseMoney, typedKg } from '../kg.js';
import type { NewEvent } from '../mint.js';

/** A field of an event as a person edits it: everything is text, numbers as on the pad, masses are kilograms. */
export interface MendField {
  name: string;
  text: string;
  kind: 'kg' | 'number' | 'share' | 'money' | 'text' | 'yes-no';
  /** Of a number, as the contract names it. */
  unit?: string | undefined;
}

/** Fields that hold a code of the contract: told by name, never typed. */
export const CODED: readonly string[] = [
  'sourceType',
  'step',
  'material',
  'origin',
  'stage',
  'edge',
  'kind',
  'condition',
  'test',
  'task',
  'unit',
];

export const isMass = (name: string): boolean => name === 'grams' || name.endsWith('Grams');

/** The contract has per mille, people and their meters per cent. */
export const isShare = (name: string): boolean => name.endsWith('Permille');

/** Only of what was measured does the unit stand beside the value. */
const unitOf = (name: string, { unit }: Record<string, unknown>): string | undefined =>
  name === 'value' && typeof unit === 'string' ? unit : undefined;

interface Money {
  minor: number;
  currency: string;
}
const isMoney = (value: unknown): value is Money => {
  const { minor, currency } = (value ?? {}) as Partial<Money>;
  return typeof minor === 'number' && /^[A-Z]{3}$/.test(currency ?? '');
};
const typedMoney = ({ minor, currency }: Money): string =>
  (minor / 10 ** digitsOf(currency)).toFixed(digitsOf(currency));

export function fieldsOf(event: KitchenEvent): MendField[] {
  const fields: MendField[] = [];
  const data = event.data as Record<string, unknown>;
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === 'number' && isMass(name))
      fields.push({ name, text: typedKg(value), kind: 'kg', unit: 'kg' });
    else if (typeof value === 'number' && isShare(name))
      fields.push({ name, text: String(value / 10), kind: 'share', unit: '%' });
    else if (typeof value === 'number')
      fields.push({ name, text: String(value), kind: 'number', unit: unitOf(name, data) });
    else if (isMoney(value))
      fields.push({ name, text: typedMoney(value), kind: 'money', unit: value.currency });
    else if (typeof value === 'string') fields.push({ name, text: value, kind: 'text' });
    else if (typeof value === 'boolean') fields.push({ name, text: value ? 'yes' : 'no', kind: 'yes-no' });
  }
  return fields;
}

/** The first weight that is worth a question, and the name of its field; null: there is none. */
export function doubtIn(
  { type }: KitchenEvent,
  fields: readonly MendField[],
  sureOf: string,
): { doubt: Doubt; field: string } | null {
  const what = weighedIn(type);
  if (what === null) return null;
  for (const { name, text, kind } of fields) {
    if (kind !== 'kg') continue;
    const counted = fields.find((field) => field.name === COUNT_OF[name]);
    const pieces = counted ? parseCount(counted.text) : null;
    const doubt = doubtAbout(what, parseKg(text), { pieces, sureOf });
    if (doubt) return { doubt, field: name };
  }
  return null;
}
/** How many pieces a mass is of. */
const COUNT_OF: Readonly<Record<string, string>> = { grams: 'pieces', rejectedGrams: 'rejectedPieces' };

type Read = (text: string, unit: string) => string | number | boolean | Money | null;
const READ: Readonly<Record<MendField['kind'], Read>> = {
  kg: parseKg,
  share: (text) => moisturePermille(text) ?? null,
  money: (text, currency) => {
    const minor = parseMoney(text, digitsOf(currency));
    return minor === null ? null : { minor, currency };
  },
  number: (text) => Number(asOnPad(text)),
  text: (text) => text.trim(),
  'yes-no': (text) => text === 'yes',
};

/** What the pad takes of a number behind the point: a piece is weighed in hundredths, all else that is no mass is counted. */
export const decimalsOf = ({ name, kind }: MendField): 0 | 1 | 2 =>
  kind === 'kg' || kind === 'share' || name === 'kilometres' ? 1 : name === 'value' ? 2 : 0;

/**
 * The corrected event, to be minted anew: the refused one never became a fact, so nothing is superseded.
 * @returns or the name of the field that cannot be read
 */
export function mended(
  event: KitchenEvent,
  fields: readonly MendField[],
): { event: NewEvent } | { unreadable: string } {
  const data: Record<string, unknown> = { ...event.data };
  for (const { name, text, kind, unit } of fields) {
    if (text.trim() === '') {
      delete data[name];
      continue;
    }
    const value = READ[kind](text, unit ?? '');
    if (value === null || Number.isNaN(value)) return { unreadable: name };
    // Untouched masses keep the grams that the pad cannot show.
    const untouched = fieldsOf(event).some((field) => field.name === name && field.text === text);
    if (!untouched) data[name] = value;
  }
  const { id: _id, time: _time, ...rest } = event;
  return { event: { ...rest, data } as NewEvent };
}

/**
 * The same event with what was wrong put right: it takes the place of the earlier one, which stays in the history (E2).
 * @param reason for whoever reads the history
 */
export function correctionOf(
  event: KitchenEvent,
  fields: readonly MendField[],
  reason: string,
): { event: NewEvent } | { unreadable: string } {
  const result = mended(event, fields);
  return 'event' in result ? { event: { ...result.event, supersedes: event.id, reason } } : result;
}
