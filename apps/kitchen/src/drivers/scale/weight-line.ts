import { createContext, Script } from 'node:vm';
import type { ScaleConfig } from '../../config/driver-schemas.js';

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

/**
 * A pattern takes a thousandth of this for a line; one that goes back and forth without end is stopped, ms. Long enough that
 * a busy machine is not taken for one.
 */
const PATTERN_MS = 200;

type Protocol = Pick<ScaleConfig, 'protocol' | 'pattern'>;

/**
 * @returns reads one line, without its end, of a scale with this protocol; throws where the pattern takes too long for it,
 * since nothing else of the kitchen goes on meanwhile
 */
export function weightReader({ protocol, pattern }: Protocol): (line: string) => WeightLine {
  switch (protocol) {
    case 'continuous':
      return readContinuous;
    case 'sics':
      return readSics;
    case 'pattern': {
      const matched = bounded(new RegExp(pattern ?? ''));
      // A pattern without the group says nothing of stability: what it matches counts.
      const tellsStable = (pattern ?? '').includes('(?<stable>');
      return (line) => {
        const groups = matched(line)?.groups;
        return groups
          ? weight(groups['value'], groups['unit'], !tellsStable || groups['stable'] !== undefined)
          : OTHER;
      };
    }
  }
}

/** Matches in a context of its own, whose running can be limited in time; no other way stops a regular expression. */
function bounded(expression: RegExp): (line: string) => RegExpExecArray | null {
  const context: { expression: RegExp; line: string } = { expression, line: '' };
  createContext(context);
  const match = new Script('expression.exec(line)');
  return (line) => {
    context.line = line;
    try {
      return match.runInContext(context, { timeout: PATTERN_MS }) as RegExpExecArray | null;
    } catch (error) {
      throw new Error(`the pattern takes more than ${PATTERN_MS} ms for a line: write a simpler one`, {
        cause: error,
      });
    }
  };
}

function readContinuous(line: string): WeightLine {
  const found = CONTINUOUS.exec(line.trim());
  if (!found) return OTHER;
  const [, status, sign = '', digits = '', unit] = found;
  if (status === 'OL') return { kind: 'refused', reason: 'overload' };
  if (status === 'UL') return { kind: 'refused', reason: 'underload' };
  return weight(sign + digits, unit, status === 'ST');
}

function readSics(line: string): WeightLine {
  const found = SICS.exec(line.trim());
  if (!found) return OTHER;
  const [, status, value, unit] = found;
  if (status === '+') return { kind: 'refused', reason: 'overload' };
  if (status === '-') return { kind: 'refused', reason: 'underload' };
  if (status === 'I') return { kind: 'refused', reason: 'busy' };
  return weight(value, unit, status === 'S');
}

function weight(text: string | undefined, unit: string | undefined, stable: boolean): WeightLine {
  const digits = text?.replaceAll(/\s/g, '') ?? '';
  // Number('') is 0: an empty field must not become a weight.
  const value = /\d/.test(digits) ? Number(digits) : NaN;
  return Number.isFinite(value) ? { kind: 'weight', value, unit: unit || null, stable } : OTHER;
}
