import type { KitchenEvent } from '@bakeloop/domain';
import { doubtAbout, weighedIn, type Doubt } from '../doubt.js';
import { parseCount, parseKg, typedKg } from '../kg.js';
import type { NewEvent } from '../mint.js';

/** A field of a refused event as a person edits it: everything is text, masses are kilograms. */
export interface MendField {
  name: string;
  text: string;
  kind: 'kg' | 'number' | 'text';
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
];

const isMass = (name: string): boolean => name === 'grams' || name.endsWith('Grams');

export function fieldsOf(event: KitchenEvent): MendField[] {
  const fields: MendField[] = [];
  for (const [name, value] of Object.entries(event.data as Record<string, unknown>)) {
    if (typeof value === 'number' && isMass(name)) fields.push({ name, text: typedKg(value), kind: 'kg' });
    else if (typeof value === 'number') fields.push({ name, text: String(value), kind: 'number' });
    else if (typeof value === 'string') fields.push({ name, text: value, kind: 'text' });
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

/**
 * The corrected event, to be minted anew: the refused one never became a fact, so nothing is superseded.
 * @returns or the name of the field that cannot be read
 */
export function mended(
  event: KitchenEvent,
  fields: readonly MendField[],
): { event: NewEvent } | { unreadable: string } {
  const data: Record<string, unknown> = { ...event.data };
  for (const { name, text, kind } of fields) {
    if (text.trim() === '') {
      delete data[name];
      continue;
    }
    const value = kind === 'text' ? text.trim() : kind === 'kg' ? parseKg(text) : Number(text);
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
