/** What a line of a scale says. */
export type WeightLine =
  | { kind: 'weight'; value: number; unit: string | null; stable: boolean }
  /** The scale cannot weigh: overloaded, underloaded, not ready. */
  | { kind: 'refused'; reason: string }
  /** Not a weight: another answer, or noise on the line. */
  | { kind: 'other' };

const OTHER: WeightLine = { kind: 'other' };

/**
 * The continuous output of many indicators: `ST,GS,+  12.345 kg`. Status ST (stable), US or QT (not), OL (overload);
 * then GS, NT or TR (gross, net, tare), which not all send.
 */
const CONTINUOUS =
  /^(ST|US|QT|OL|UL)\s*,\s*(?:(?:GS|NT|TR|G|N|T)\s*,\s*)?([-+]?)\s*(\d*\.?\d*)\s*([A-Za-z]*)/;

/** Mettler-Toledo SICS: `S S      12.34 kg`; S (stable) or D (dynamic); `S +` overload, `S -` underload, `S I` busy. */
const SICS = /^S[IR]?\s+([SDI+-])(?:\s+([-+]?\s*\d*\.?\d+)\s*([A-Za-z]*))?/;

/** Reads one line, without its end, of an indicator that sends all the time. */
export function readContinuous(line: string): WeightLine {
  const found = CONTINUOUS.exec(line.trim());
  if (!found) return OTHER;
  const [, status, sign = '', digits = '', unit] = found;
  if (status === 'OL') return { kind: 'refused', reason: 'overload' };
  if (status === 'UL') return { kind: 'refused', reason: 'underload' };
  return weightOf(sign + digits, unit, status === 'ST');
}

/** Reads one line, without its end, of a scale that speaks SICS. */
export function readSics(line: string): WeightLine {
  const found = SICS.exec(line.trim());
  if (!found) return OTHER;
  const [, status, value, unit] = found;
  if (status === '+') return { kind: 'refused', reason: 'overload' };
  if (status === '-') return { kind: 'refused', reason: 'underload' };
  if (status === 'I') return { kind: 'refused', reason: 'busy' };
  return weightOf(value, unit, status === 'S');
}

/** @param text digits, with or without a sign and spaces; anything else is no weight */
export function weightOf(text: string | undefined, unit: string | undefined, stable: boolean): WeightLine {
  const digits = text?.replaceAll(/\s/g, '') ?? '';
  // Number('') is 0: an empty field must not become a weight.
  const value = /\d/.test(digits) ? Number(digits) : NaN;
  return Number.isFinite(value) ? { kind: 'weight', value, unit: unit || null, stable } : OTHER;
}
