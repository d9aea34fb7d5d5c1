/** Year of issue, running number, check digits. */
const SERIAL = /^BL(\d{4})(\d{6,12})(\d{2})$/;

/** ISO 7064, MOD 97-10, as of an IBAN: finds every wrong digit and every two that changed places. */
function checkDigits(digits: string): string {
  return String(98 - Number((BigInt(digits) * 100n) % 97n)).padStart(2, '0');
}

/**
 * What an allocation is called, on paper and on the telephone: `BL-2026-000123-38`.
 * @param number running, from 1; never used twice
 */
export function serialOf(year: number, number: number): string {
  const [of, running] = [String(year).padStart(4, '0'), String(number).padStart(6, '0')];
  return `BL-${of}-${running}-${checkDigits(of + running)}`;
}

/** @returns the serial as it is written; null for what is none, or has a slip of the pen in it */
export function readSerial(given: string): string | null {
  const [, year, number, check] = SERIAL.exec(given.toUpperCase().replace(/[\s-]/g, '')) ?? [];
  if (year === undefined || number === undefined || checkDigits(year + number) !== check) return null;
  return `BL-${year}-${number}-${check}`;
}
