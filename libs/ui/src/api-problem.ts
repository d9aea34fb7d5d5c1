import type { Problem } from '@bakeloop/contracts';

/**
 * Why a call did not answer: `offline` (no answer at all: network, server away), `problem` (the server said no, see
 * `problem`), `unreadable` (an answer that is not what the contract says: this page is older or newer than the server).
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    readonly kind: 'offline' | 'problem' | 'unreadable',
    /** HTTP status; 0 without an answer. */
    readonly status: number,
    message: string,
    readonly problem: Problem | null = null,
    /** How long the server asks to be left alone; null where it does not say. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }
}

/** What the page was let in with stands no longer, or was never there. A wrong password is another 401. */
export function needsSignIn(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem?.type === '/problems/sign-in';
}
