import { createContext, Script } from 'node:vm';
import { readContinuous, readSics, weightOf, type WeightLine } from '@bakeloop/domain';
import type { ScaleConfig } from '../../config/driver-schemas.js';

const OTHER: WeightLine = { kind: 'other' };

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
          ? weightOf(groups['value'], groups['unit'], !tellsStable || groups['stable'] !== undefined)
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
