import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { MAX_PAYLOAD_BYTES, type Problem } from '@bakeloop/contracts';
import { isDatabaseAway, ShareError } from '@bakeloop/db';
import { IdentityError, type IdentityFault } from '@bakeloop/identity';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { toldPath, type Logger } from '@bakeloop/runtime';
import type { Request, Response } from 'express';
import { pageOfProblem } from '../public/as-page.filter.js';
import { isForPage } from '../public/language.js';
import { isForPrograms } from './pages.js';
import { ProblemError } from './problem-error.js';
import { RefusalLog } from './refusal-log.js';

/** How long a client does well to wait for the database, s. */
const RETRY_AFTER_SECONDS = 5;

/** Every error of the HTTP door leaves as RFC 9457 problem details, or to a person as a page; none shows a stack or a query. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly refusals: RefusalLog;

  /** @param origin where people find this Bakeloop */
  constructor(
    private readonly logger: Logger,
    private readonly origin: string,
  ) {
    this.refusals = new RefusalLog(logger);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const described = this.describe(error, request);
    const { problem, headers } = described;
    const { status, type } = problem;
    this.refusals.note({ status, type, method: request.method, path: toldPath(request.path) });
    if (response.headersSent) return void response.end();
    response.status(status).set(headers);
    const isForPeople = !isForPrograms(request.originalUrl);
    if (isForPeople) response.vary('accept');
    if (isForPeople && isForPage(request))
      response.type('html').send(pageOfProblem(described, request, this.origin));
    else response.type('application/problem+json').send(JSON.stringify(problem));
  }

  private describe(error: unknown, request: Request): ProblemError {
    if (error instanceof ProblemError) return error;
    if (error instanceof IdentityError) return identityProblem(error);
    if (error instanceof ShareError) return shareProblem(error);
    if (isDatabaseAway(error)) {
      this.logger.warn({ reason: (error as { message?: unknown }).message }, 'database away');
      return new ProblemError(
        {
          type: '/problems/database-away',
          title: 'The database does not answer',
          status: 503,
          detail: `Nothing was changed. Try again in ${RETRY_AFTER_SECONDS} seconds.`,
        },
        { 'retry-after': String(RETRY_AFTER_SECONDS) },
      );
    }
    if (isUnusableValue(error)) {
      this.logger.warn(
        { reason: (error as Error).message, path: toldPath(request.path) },
        'value not taken by database',
      );
      return new ProblemError({
        type: '/problems/invalid-request',
        title: 'The request is not what this address takes',
        status: 400,
        detail:
          'A date, an id or the cursor is not one that can be: check that dates are real ones, that ids are plain text, and that the cursor is `next` of the page before.',
      });
    }
    const status = clientErrorStatus(error);
    if (status !== null) return new ProblemError(clientProblem(status, error, request));
    const instance = `urn:uuid:${randomUUID()}`;
    this.logger.error(
      { err: error, instance, method: request.method, path: toldPath(request.path) },
      'request failed',
    );
    return new ProblemError({
      type: '/problems/internal',
      title: 'Something failed in Bakeloop',
      status: 500,
      detail: 'This is a fault of the server. Quote the instance when you report it.',
      instance,
    });
  }
}

const IDENTITY_FAULTS: Record<IdentityFault, { status: number; title: string }> = {
  'wrong-credentials': { status: 401, title: 'Not signed in' },
  'code-needed': { status: 401, title: 'One more step' },
  'wrong-code': { status: 401, title: 'Not signed in' },
  'passkey-needed': { status: 401, title: 'Use your passkey' },
  'not-proved': { status: 401, title: 'Not proved again' },
  'weak-password': { status: 422, title: 'Choose another password' },
  'link-over': { status: 410, title: 'This link is over' },
  missing: { status: 404, title: 'Not found' },
  'beyond-rights': { status: 403, title: 'Not yours to do' },
  'unfit-role': { status: 422, title: 'Not a role of this organisation' },
  'last-admin': { status: 409, title: 'The last admin stays' },
  'last-way-in': { status: 409, title: 'The only way in stays' },
  'name-taken': { status: 409, title: 'That name is taken' },
  away: { status: 502, title: 'Another door does not answer' },
};

function identityProblem({ fault, message }: IdentityError): ProblemError {
  return new ProblemError({ type: `/problems/${fault}`, ...IDENTITY_FAULTS[fault], detail: message });
}

const SHARE_FAULTS: Record<ShareError['fault'], { status: number; title: string }> = {
  missing: { status: 404, title: 'Not found' },
  'beyond-output': { status: 409, title: 'No longer free' },
  'not-now': { status: 409, title: 'Not from this state' },
};

function shareProblem({ fault, message }: ShareError): ProblemError {
  return new ProblemError({ type: `/problems/${fault}`, ...SHARE_FAULTS[fault], detail: message });
}

/** SQLSTATE class 22, data exception: no such date, a NUL in a text, a number too large. The same request fails again. */
function isUnusableValue(error: unknown): boolean {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);
}

/** Status of an error that Nest or the body parser blames on the client, else null. */
function clientErrorStatus(error: unknown): number | null {
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

function clientProblem(status: number, error: unknown, request: Request): Problem {
  const title = STATUS_CODES[status] ?? 'Refused';
  const about = (type: string, detail: string): Problem => ({
    type: `/problems/${type}`,
    title,
    status,
    detail,
  });
  if (status === 404)
    return about(
      'not-found',
      `Nothing is at ${request.method} ${request.path}. /api/docs lists every address.`,
    );
  if (status === 413)
    return about(
      'too-large',
      `A body is at most ${MAX_PAYLOAD_BYTES / 1024} KiB: send fewer events at once.`,
    );
  if (status === 415) return about('unsupported', 'Send UTF-8 JSON, without compression.');
  return about('bad-request', error instanceof Error ? error.message : title);
}
