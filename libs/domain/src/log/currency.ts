/** What the runtime knows of ISO 4217, without a list of our own to keep. Made when it is asked: that takes 30 ms. */
let currencies: Intl.DisplayNames | undefined;
/** ISO 4217 codes that are no money: no currency, and for tests. */
const NO_MONEY = new Set(['XXX', 'XTS']);

/** Whether a code is a currency of ISO 4217, for example `KES`. */
export function isCurrency(code: string): boolean {
  if (!/^[A-Z]{3}$/.test(code) || NO_MONEY.has(code)) return false;
  currencies ??= new Intl.DisplayNames('en', { type: 'currency', fallback: 'none' });
  return currencies.of(code) !== undefined;
}
