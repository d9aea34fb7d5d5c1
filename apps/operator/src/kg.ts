/** Masses as a person with gloves types them: kilograms with at most one decimal, kept as integer grams. */

const WHOLE_DIGITS = 5;
const WHOLE_KG = /^\d{1,5}(?:\.\d?)?$/;

/** A number as somebody types it, with the point and the digits of the pad: `24,5`, and what an Arabic keyboard has for it. */
export const asOnPad = (text: string): string =>
  text.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660)).replace(/[,\u066b]/, '.');

/** @returns integer grams of `24`, `24.5` or `24,5`; null when that is not a mass in kilograms */
export function parseKg(text: string): number | null {
  const typed = asOnPad(text.trim());
  if (!WHOLE_KG.test(typed)) return null;
  const [whole = '0', tenths = ''] = typed.split('.');
  return Number(whole) * 1_000 + Number(tenths || '0') * 100;
}

/** @returns grams as the number pad would have typed them: `24.5`; tenths of a kilogram, rounded */
export function typedKg(grams: number): string {
  const tenths = Math.round(grams / 100);
  return tenths % 10 === 0 ? String(tenths / 10) : (tenths / 10).toFixed(1);
}

/** @returns the number of `79`; null when that is not a whole number */
export function parseCount(text: string): number | null {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : null;
}

/**
 * What stands on the pad after one more key. A key that would make the text something other than a mass (or, without
 * `decimals`, a count) changes nothing, so that the pad can only show what can be saved.
 * @param key a digit, `.` or `back`
 * @param wholeDigits before the point
 */
export function pressKey(text: string, key: string, decimals: 0 | 1 | 2, wholeDigits = WHOLE_DIGITS): string {
  if (key === 'back') return text.slice(0, -1);
  if (key === '.') return decimals === 0 || text.includes('.') ? text : `${text || '0'}.`;
  if (!/^\d$/.test(key)) return text;
  if (text === '0') return key;
  const [whole = '', tenths] = text.split('.');
  if (tenths !== undefined) return tenths.length < decimals ? text + key : text;
  return whole.length < wholeDigits ? text + key : text;
}

/** @returns what is left of pasted or typed text, key by key, as the pad would have taken it */
export function typeText(text: string, decimals: 0 | 1 | 2, wholeDigits = WHOLE_DIGITS): string {
  return [...asOnPad(text)].reduce((shown, key) => pressKey(shown, key, decimals, wholeDigits), '');
}

/** @returns minor units of `12.5` in a currency with so many digits behind the point; null when that is no amount */
export function parseMoney(text: string, digits: number): number | null {
  const found = /^(\d{1,10})(?:\.(\d{0,2}))?$/.exec(asOnPad(text.trim()));
  if (!found) return null;
  const [, whole = '0', behind = ''] = found;
  if (behind.length > digits && Number(behind) !== 0) return null;
  return Number(whole) * 10 ** digits + Number(behind.padEnd(digits, '0').slice(0, digits) || '0');
}
