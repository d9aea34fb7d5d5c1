/** What suppliers are paid in, by the country of the kitchen (ISO 3166-1 to ISO 4217). */
const CURRENCIES: Readonly<Record<string, string>> = {
  BD: 'BDT',
  BR: 'BRL',
  CI: 'XOF',
  CO: 'COP',
  CR: 'CRC',
  EG: 'EGP',
  GH: 'GHS',
  HT: 'HTG',
  ID: 'IDR',
  IN: 'INR',
  KE: 'KES',
  MV: 'MVR',
  MX: 'MXN',
  NG: 'NGN',
  NL: 'EUR',
  PE: 'PEN',
  PH: 'PHP',
  RW: 'RWF',
  SL: 'SLE',
  SN: 'XOF',
  TZ: 'TZS',
  UG: 'UGX',
  US: 'USD',
  VN: 'VND',
  ZA: 'ZAR',
};

/** @returns null where nobody has said what is paid in there */
export const currencyOf = (country: string | null): string | null => CURRENCIES[country ?? ''] ?? null;

/** Digits behind the point of an amount as people write it; the phone's own table knows each currency. */
export function digitsOf(currency: string): 0 | 1 | 2 {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return maximumFractionDigits >= 2 ? 2 : maximumFractionDigits === 1 ? 1 : 0;
}
