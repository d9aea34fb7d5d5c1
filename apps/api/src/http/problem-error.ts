import type { Problem } from '@bakeloop/contracts';

/** An error that the caller can understand and act upon. Every other error is ours and answered without details. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly problem: Problem,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.detail ?? problem.title);
  }
}

export function notFound(detail: string): ProblemError {
  return new ProblemError({ type: '/problems/not-found', title: 'Not found', status: 404, detail });
}

/** @param status 400 for what the URL says, 422 for a body that is JSON but not what the route takes */
export function invalid(errors: { path: string; message: string }[], status: 400 | 422 = 400): ProblemError {
  return new ProblemError({
    type: '/problems/invalid-request',
    title: 'The request is not what this address takes',
    status,
    detail: errors.map(({ path, message }) => `${path}: ${message}`).join('; '),
    errors,
  });
}
