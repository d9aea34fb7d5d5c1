import { People, Sessions } from '@bakeloop/identity';
import { Controller, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Asks, forgetSession, type Asking } from '../http/authentication.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { RateLimits } from '../http/rate-limits.js';
import { fromOf, signedIn } from './asked-by.js';
import { SessionAnswers } from './session-answers.js';
import { SessionDesk } from './session-desk.js';

/** In and out. */
@Controller()
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly people: People,
    private readonly desk: SessionDesk,
    private readonly answers: SessionAnswers,
    private readonly limits: RateLimits,
  ) {}

  @Endpoint('session')
  session(@Asks() { principal }: Asking): Promise<AnswerOf<'session'>> {
    return this.answers.of(principal);
  }

  @Endpoint('signIn')
  async signIn(
    @Input('signIn') { body }: RequestOf<'signIn'>,
    @Asks() asking: Asking,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerOf<'signIn'>> {
    return this.desk.signIn(body, asking, request, response);
  }

  @Endpoint('demoSignIn')
  async demoSignIn(
    @Input('demoSignIn') { body }: RequestOf<'demoSignIn'>,
    @Asks() asking: Asking,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerOf<'demoSignIn'>> {
    return this.desk.demoSignIn(body.role, asking, request, response);
  }

  @Endpoint('proveAgain')
  async proveAgain(
    @Input('proveAgain') { body }: RequestOf<'proveAgain'>,
    @Asks() asking: Asking,
    @Req() request: Request,
  ): Promise<AnswerOf<'proveAgain'>> {
    await this.desk.proveAgain(body, asking, request);
    return { done: true };
  }

  @Endpoint('signOut')
  async signOut(
    @Asks() { principal, actor }: Asking,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerOf<'signOut'>> {
    const { person, sessionId } = signedIn(principal);
    await this.sessions.end(person.id, { id: sessionId }, actor);
    forgetSession(request, response);
    response.setHeader('clear-site-data', '"cache"');
    return { done: true };
  }

  @Endpoint('lookAtLink')
  async lookAtLink(
    @Input('lookAtLink') { body }: RequestOf<'lookAtLink'>,
    @Req() request: Request,
  ): Promise<AnswerOf<'lookAtLink'>> {
    await this.limits.link(fromOf(request).address);
    const { kind, email, organisation, role, known, forgetsFactors, expiresAt } =
      await this.people.lookAtLink(body.secret);
    return { kind, email, organisation, role, known, forgetsFactors, expiresAt: expiresAt.toISOString() };
  }

  @Endpoint('acceptLink')
  async acceptLink(
    @Input('acceptLink') { body }: RequestOf<'acceptLink'>,
    @Asks() asking: Asking,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerOf<'acceptLink'>> {
    const { address } = fromOf(request);
    await this.limits.link(address);
    const { known, email, personId } = await this.people.lookAtLink(body.secret);
    const account = email ?? personId ?? '';
    // To guess at an account through a link is to guess.
    if (known) await this.limits.guess(account, address);
    const secret = await this.limits.countingCodes(account, () =>
      this.people.acceptLink(body, this.answers.noted(request), asking.actor),
    );
    if (known) await this.limits.guessed(account, address);
    return this.answers.opened(secret, asking, request, response);
  }
}
