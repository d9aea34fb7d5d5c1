/** Numbers, masses and times as people read them, by locale. No more digits than a kitchen's scale can know. */

import { unitLabel } from '@bakeloop/contracts';

export interface MassParts {
  value: string;
  unit: 'g' | 'kg' | 't';
}

const MINUS = '\u2212';
const DASH = '–';

function cached<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(key)));
    return value;
  };
}

/** @param locale BCP 47; the device's own when left out */
export function createFormat(locale?: string) {
  const fixed = cached(
    (digits) =>
      new Intl.NumberFormat(locale, {
        maximumFractionDigits: Number(digits),
        minimumFractionDigits: Number(digits),
      }),
  );
  const upTo = cached((digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: Number(digits) }));
  const significant = cached(
    (digits) => new Intl.NumberFormat(locale, { maximumSignificantDigits: Number(digits) }),
  );
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'narrow' });
  const dates = cached((key) => {
    const [zone, style] = key.split('|');
    return new Intl.DateTimeFormat(locale, { ...DATE_STYLES[style as DateStyle], timeZone: zone ?? 'UTC' });
  });

  const number = (value: number, digits = 0): string =>
    minus(fixed(String(digits)).format(clean(value, digits)));

  /** `1 batch`, `2 batches`, `0 batches`. */
  const count = (value: number, one: string): string => `${number(value)} ${unitLabel(`{${one}}`, value)}`;

  /** A mass for reading at a glance: grams, kilograms or tonnes, three or four digits that mean something. */
  function massParts(grams: number): MassParts {
    const size = Math.abs(grams);
    if (size > 0 && size < 1_000) return { value: number(grams), unit: 'g' };
    const kilograms = grams / 1_000;
    if (size < 100_000) return { value: number(kilograms, size === 0 ? 0 : 1), unit: 'kg' };
    if (size < 9_999_500) return { value: number(kilograms), unit: 'kg' };
    return {
      value: number(kilograms / 1_000, size < 99_950_000 ? 2 : size < 9_999_500_000 ? 1 : 0),
      unit: 't',
    };
  }

  const mass = (grams: number): string => {
    const { value, unit } = massParts(grams);
    return `${value} ${unit}`;
  };

  /** Kilograms to the gram, without zeros that say nothing: for balances, where every gram is to be found again. */
  const kilograms = (grams: number): string => minus(`${upTo('3').format(clean(grams / 1_000, 3))} kg`);

  /** A share (0.0486) as per cent, one digit behind the point below 10 %. */
  function percent(share: number): string {
    const value = share * 100;
    const digits = Math.abs(value) >= 9.95 || value === 0 ? 0 : Math.abs(value) >= 0.995 ? 1 : 2;
    return `${number(value, digits)} %`;
  }

  /** As `percent`, with a sign that is always shown: for closures, which may be below or above zero. */
  function signedPercent(share: number): string {
    const text = percent(Math.abs(share));
    if (!/[1-9]/.test(text)) return text;
    return `${share < 0 ? MINUS : '+'}${text}`;
  }

  /** A measured value: four significant digits, never more behind the point than `1 / 1000`; from 10¹² on as a power of ten. */
  function measured(value: number): string {
    if (value === 0) return number(0);
    const size = Math.abs(value);
    if (!isWritable(size) && size > 1) return powerOfTen(value);
    if (size >= 1_000) return number(value);
    return minus(significant(size >= 100 ? '4' : '3').format(Math.abs(value) < 0.0005 ? 0 : value));
  }

  const quantity = (value: number, unit: string | null): string => {
    const shown = unitLabel(unit);
    return shown === '' ? measured(value) : `${measured(value)} ${shown}`;
  };

  /** Digits and a power of ten, for what is too large or too small to be written out. */
  function powerOfTen(value: number): string {
    const [digits = '', power = ''] = value.toExponential(2).split('e');
    return minus(`${upTo('2').format(Number(digits))} × 10${superscript(String(Number(power)))}`);
  }
  const isWritable = (size: number): boolean => size === 0 || (size >= 1e-4 && size < 1e12);

  /** A value to be computed with again: six digits behind the point, none that say nothing. */
  function exact(value: number): string {
    const size = Math.abs(value);
    if (!isWritable(size)) return powerOfTen(value);
    return minus(size < 0.1 ? significant('6').format(value) : upTo('6').format(clean(value, 6)));
  }

  /**
   * A figure of the ledger to be read at a glance, apart from its unit (UCUM); a share (`1`) in per cent.
   * @param signed whether a plus is written: where a value may lie on either side of zero
   */
  function figureParts(value: number, unit: string, signed = false): { value: string; unit: string } {
    const scaled = unit === '1' ? value * 100 : value;
    const size = Math.abs(scaled);
    const digits = size >= 1_000 || Number.isInteger(scaled) ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
    const text = !isWritable(size)
      ? powerOfTen(scaled)
      : size < 0.1
        ? minus(significant('3').format(scaled))
        : number(scaled, digits);
    return {
      value: signed && scaled > 0 ? `+${text}` : text,
      unit: unit === '1' ? '%' : unitLabel(unit, value),
    };
  }
  const figure = (value: number, unit: string, signed = false): string => {
    const parts = figureParts(value, unit, signed);
    return parts.unit === '' ? parts.value : `${parts.value} ${parts.unit}`;
  };

  const currencies = cached(
    (code) => new Intl.NumberFormat(locale, { style: 'currency', currency: code, currencyDisplay: 'code' }),
  );
  /** Money in minor units of a currency (ISO 4217): KES 1,200,000 cents are `KES 12,000.00`. */
  function money(minor: number, currency: string): string {
    try {
      const written = currencies(currency);
      const digits = written.resolvedOptions().maximumFractionDigits ?? 0;
      return minus(written.format(minor / 10 ** digits));
    } catch {
      return `${number(minor)} ${currency} in minor units`;
    }
  }

  /** `45 s`, `12 min`, `2 h 15 min`, `3 d 4 h`. */
  function duration(milliseconds: number): string {
    const seconds = Math.max(0, Math.round(milliseconds / 1_000));
    if (seconds < 90) return `${number(seconds)} s`;
    const minutes = Math.round(seconds / 60);
    if (minutes < 90 && minutes !== 60) return `${number(minutes)} min`;
    const hours = Math.floor(minutes / 60);
    if (hours < 48)
      return minutes % 60 === 0 ? `${number(hours)} h` : `${number(hours)} h ${number(minutes % 60)} min`;
    return hours % 24 === 0
      ? `${number(hours / 24)} d`
      : `${number(Math.floor(hours / 24))} d ${number(hours % 24)} h`;
  }

  /** `12s ago`, `3h ago`; what lies ahead (another clock) counts as now. */
  function ago(thenMs: number, nowMs: number): string {
    const seconds = Math.max(0, Math.floor((nowMs - thenMs) / 1_000));
    if (seconds < 100) return relative.format(-seconds, 'second');
    if (seconds < 100 * 60) return relative.format(-Math.round(seconds / 60), 'minute');
    if (seconds < 48 * 3_600) return relative.format(-Math.round(seconds / 3_600), 'hour');
    return relative.format(-Math.round(seconds / 86_400), 'day');
  }

  /** An instant in the kitchen's own zone. */
  const instant = (milliseconds: number, zone: string, style: DateStyle = 'dateTime'): string =>
    dates(`${zone}|${style}`).format(milliseconds);

  /** `2026-03-02` (a kitchen-local day) as the reader writes days. */
  const day = (isoDay: string): string => dates('UTC|day').format(Date.parse(`${isoDay}T00:00:00Z`));

  /** As `day`, with the year where it is another than that of `nowMs` for this device. */
  const dayAndYear = (isoDay: string, nowMs: number): string =>
    isoDay.startsWith(String(new Date(nowMs).getFullYear()))
      ? day(isoDay)
      : `${day(isoDay)} ${isoDay.slice(0, 4)}`;

  const zoneName = (zone: string, atMs: number): string =>
    dates(`${zone}|zone`)
      .formatToParts(atMs)
      .find((part) => part.type === 'timeZoneName')?.value ?? zone;

  const list = (items: string[]): string =>
    new Intl.ListFormat(locale, { type: 'conjunction' }).format(items);

  function country(code: string): string {
    try {
      return new Intl.DisplayNames(locale ? [locale] : [], { type: 'region' }).of(code) ?? code;
    } catch {
      return code;
    }
  }

  return {
    number,
    count,
    massParts,
    mass,
    kilograms,
    percent,
    signedPercent,
    measured,
    quantity,
    exact,
    figureParts,
    figure,
    money,
    duration,
    ago,
    instant,
    day,
    dayAndYear,
    zoneName,
    list,
    country,
  };
}
export type Format = ReturnType<typeof createFormat>;

const DATE_STYLES = {
  time: { hour: '2-digit', minute: '2-digit' },
  timeSeconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  dateTime: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  full: {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  dayMonth: { day: 'numeric', month: 'short' },
  monthYear: { month: 'short', year: 'numeric' },
  weekdayTime: { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  zone: { timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DateStyle = keyof typeof DATE_STYLES;

/** What is shown for a value that is not known: a dash, never a zero. */
export const UNKNOWN = DASH;

/** A true minus sign: a hyphen is too short to be seen beside a number. */
const minus = (text: string): string => text.replace(/^-/, MINUS);

const superscript = (digits: string): string =>
  digits.replace(/[-\d]/g, (digit) => (digit === '-' ? '⁻' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '')));

/** Minus zero reads as a mistake. */
function clean(value: number, digits: number): number {
  return Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value;
}
