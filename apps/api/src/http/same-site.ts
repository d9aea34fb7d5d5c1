import type { RequestHandler } from 'express';
import { isOwnOrigin } from '../live/live.adapter.js';
import { ProblemError } from './problem-error.js';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses what a page of another site would have changed here. Every browser says where such a request comes from; what
 * says nothing is no browser, and carries nobody's cookies but its own.
 */
export function refuseOtherSites(allowedOrigins: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    if (SAFE.includes(request.method) || isOwnOrigin(request.headers, allowedOrigins)) return next();
    next(
      new ProblemError({
        type: '/problems/other-site',
        title: 'Asked by another site',
        status: 403,
        detail:
          'A page of another site may change nothing here. If it is yours, put its origin into ALLOWED_ORIGINS.',
      }),
    );
  };
}
