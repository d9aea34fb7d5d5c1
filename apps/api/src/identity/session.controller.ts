import { PERMISSION_NAMES, type SessionAnswer } from '@bakeloop/contracts';
import { PeopleRepository } from '@bakeloop/db';
import {
  DemoAccounts,
  NOBODY,
  People,
  Sessions,
  within,
  type From,
  type Principal,
} from '@bakeloop/identity';
import { Controller, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Asks, forgetSession, keepSession, type Asking } from '../http/authentication.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { notFound } from '../http/problem-error.js';
import { RateLimits } from '../http/rate-limits.js';
import { ApiSettings } from '../settings.js';
import { fromOf, signedIn } from './asked-by.js';

/** In and out. */
@Controller()
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly people: People,
    private readonly repository: PeopleRepository,
    private readonly demo: DemoAccounts,
    private readonly limits: RateLimits,
    private readonly settings: ApiSettings,
  ) {}

  @Endpoint('session')
  session(@Asks() { principal }: Asking): Promise<AnswerOf<'session'>> {
    return this.answer(principal);
  }

  @Endpoint('signIn')
  async signIn(
    @Input('signIn') { body }: RequestOf<'signIn'>,
    @Asks() asking: Asking,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerOf<'signIn'>> {
    const { address } = fromOf(request);
    await this.limits.guess(body.email, address);
    const secret = await this.limits.countingCodes(body.email, () =>
      this.sessions.signIn(body, this.noted(request), asking.actor),
    );
    await this.limits.guessed(body.email, address);
    return this.opened(secret, asking, request, response);
  }

  @Endpoint('demoSignIn')
  async demoSignIn(
    @Input('demoSignIn') { body }: RequestOf<'demoSignIn'>,
    @Asks() asking: Asking,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerOf<'demoSignIn'>> {
    if (!this.settings.demo) throw notFound('There are no demo accounts: these numbers are real.');
    const secret = await this.demo.signIn(body.role, this.noted(request), asking.actor);
    return this.opened(secret, asking, request, response);
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
    const { kind, email, organisation, role, known, expiresAt } = await this.people.lookAtLink(body.secret);
    return { kind, email, organisation, role, known, expiresAt: expiresAt.toISOString() };
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
      this.people.acceptLink(body, this.noted(request), asking.actor),
    );
    if (known) await this.limits.guessed(account, address);
    return this.opened(secret, asking, request, response);
  }

  /** What is noted of where somebody came from: nothing in a demonstration, since anybody may look into it. */
  private noted(request: Request): From {
    return this.settings.demo ? { address: '', agent: '' } : fromOf(request);
  }

  /** A session that has just been opened; the one that the browser came with is over. */
  private async opened(
    secret: string,
    { principal: before, actor }: Asking,
    request: Request,
    response: Response,
  ): Promise<SessionAnswer> {
    if (before.person !== null && before.sessionId !== null)
      await this.sessions.end(before.person.id, { id: before.sessionId }, actor);
    keepSession(request, response, secret);
    const { principal } = await this.sessions.bySecret(secret);
    return this.answer(principal);
  }

  private async answer(principal: Principal = NOBODY): Promise<SessionAnswer> {
    const reaches = PERMISSION_NAMES.flatMap((permission) => {
      const kitchens = within(principal, permission);
      return kitchens === null
        ? []
        : [[permission, kitchens === 'all' ? kitchens : [...kitchens].sort()] as const];
    });
    const { person } = principal;
    const known = person && (await this.repository.one(person.id));
    return {
      person: person && {
        id: person.id,
        name: person.name,
        email: person.email,
        memberships: known?.memberships ?? [],
      },
      reaches: Object.fromEntries(reaches),
      demo: this.settings.demo,
    };
  }
}
