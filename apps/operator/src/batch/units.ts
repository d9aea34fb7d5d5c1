import { isolated, locale } from '../language/language.js';

/** A unit of the contract as it stands on a machine. */
export const unitName = (unit: string): string => (unit === 'Cel' ? '°C' : unit);

/** `245 °C`, `4.95 kg`. */
export const quantity = (value: number, unit: string): string =>
  isolated(
    `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 }).format(value)}\u00a0${unitName(unit)}`,
  );

/** `190–230 °C`, from the lower to the upper limit. */
export function range({ min, max }: { min: number; max: number }, unit: string): string {
  const number = new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 });
  return isolated(`${number.format(min)}–${number.format(max)}\u00a0${unitName(unit)}`);
}
