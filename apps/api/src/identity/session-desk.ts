import type { Role, SessionAnswer } from '@bakeloop/contracts';
import { DemoAccounts, Sessions } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Asking } from '../http/authentication.js';
import type { RequestOf } from '../http/endpoint.js';
import { forbidden } from '../http/permission.js';
import { notFound } from '../http/problem-error.js';
import { RateLimits } from '../http/rate-limits.js';
import { ApiSettings } from '../settings.js';
import { fromOf, signedIn } from './asked-by.js';
import { SessionAnswers } from './session-answers.js';

/** The way in, whichever door somebody takes: a program's, the app's, or a plain form. */
@Injectable()
export class SessionDesk {
  constructor(
    private readonly sessions: Sessions,
    private readonly demo: DemoAccounts,
    private readonly answers: SessionAnswers,
    private readonly limits: RateLimits,
    private readonly settings: ApiSettings,
  ) {}

  /** @throws IdentityError, ProblemError 429 */
  async signIn(
    body: RequestOf<'signIn'>['body'],
    asking: Asking,
    request: Request,
    response: Response,
  ): Promise<SessionAnswer> {
    const { address } = fromOf(request);
    await this.limits.guess(body.email, address);
    const secret = await this.limits.countingCodes(body.email, () =>
      this.sessions.signIn(body, this.answers.noted(request), asking.actor),
    );
    await this.limits.guessed(body.email, address);
    return this.answers.opened(secret, asking, request, response);
  }

  /** Proves again who somebody is, in the session they have. @throws IdentityError, ProblemError 429 */
  async proveAgain(
    body: RequestOf<'proveAgain'>['body'],
    { principal, actor }: Asking,
    request: Request,
  ): Promise<void> {
    const { person, sessionId } = signedIn(principal);
    // A token proves nothing of its person.
    if (sessionId === null) throw forbidden(principal);
    const { address } = fromOf(request);
    await this.limits.guess(person.email, address);
    await this.limits.countingCodes(person.email, () =>
      this.sessions.proveAgain(
        { personId: person.id, sessionId, standings: principal.standings },
        body,
        actor,
      ),
    );
    await this.limits.guessed(person.email, address);
  }

  /** @throws ProblemError 404 where the numbers are real */
  async demoSignIn(role: Role, asking: Asking, request: Request, response: Response): Promise<SessionAnswer> {
    if (!this.settings.demo) throw notFound('There are no demo accounts: these numbers are real.');
    const secret = await this.demo.signIn(role, this.answers.noted(request), asking.actor);
    return this.answers.opened(secret, asking, request, response);
  }
}
