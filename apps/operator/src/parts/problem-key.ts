import type { ApiProblem } from '@bakeloop/ui';
import type { Key } from '../language/language.js';

/** What Bakeloop may say no with and somebody at a kitchen can do something about, by its type (RFC 9457). */
const KEYS = {
  '/problems/not-yours': 'problem.notYours',
  '/problems/not-your-entry': 'problem.notYourEntry',
  '/problems/second-factor': 'problem.factor',
  '/problems/not-found': 'problem.unknown',
  '/problems/too-often': 'problem.busy',
} as const satisfies Record<string, Key>;
export type ProblemKey = (typeof KEYS)[keyof typeof KEYS] | 'problem.outdated' | 'problem.noServer';

/** @returns the text that says it in the operator's language; null: there are only the server's own words, in English */
export function problemKey({ kind, problem, status }: ApiProblem): ProblemKey | null {
  if (kind === 'unreadable') return 'problem.outdated';
  // Broken, or without its database: to a person it is away.
  if (status >= 500) return 'problem.noServer';
  const type = problem?.type ?? '';
  return Object.hasOwn(KEYS, type) ? KEYS[type as keyof typeof KEYS] : null;
}
