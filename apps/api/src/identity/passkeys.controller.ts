import { ExternalSignIn, Passkeys } from '@bakeloop/identity';
import { Controller, Req, Res } from '@nestjs/common';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Request, Response } from 'express';
import { Asks, type Asking } from '../http/authentication.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { RateLimits } from '../http/rate-limits.js';
import { fromOf, signedIn } from './asked-by.js';
import { SessionAnswers } from './session-answers.js';

/** Keys that people's devices hold. */
@Controller()
export class PasskeysController {
  constructor(
    private readonly passkeys: Passkeys,
    private readonly doors: ExternalSignIn,
    private readonly answers: SessionAnswers,
    private readonly limits: RateLimits,
  ) {}

  @Endpoint('passkeys')
  async list(@Asks() { principal }: Asking): Promise<AnswerOf<'passkeys'>> {
    const rows = await this.passkeys.list(signedIn(principal).person);
    return {
      items: rows.map(({ id, name, createdAt, usedAt }) => ({
        id,
        name,
        createdAt: createdAt.toISOString(),
        usedAt: usedAt?.toISOString() ?? null,
      })),
    };
  }

  @Endpoint('offerPasskey')
  async offer(@Asks() { principal }: Asking): Promise<AnswerOf<'offerPasskey'>> {
    return { ...(await this.passkeys.offer(signedIn(principal).person)) };
  }

  @Endpoint('addPasskey')
  async add(
    @Input('addPasskey') { body }: RequestOf<'addPasskey'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'addPasskey'>> {
    const { name, response } = body;
    // The contract knows that it is one; the library reads it, and trusts nothing in it.
    const given = { name, response: response as unknown as RegistrationResponseJSON };
    await this.passkeys.add(signedIn(principal).principal, given, actor);
    return { done: true };
  }

  @Endpoint('removePasskey')
  async remove(
    @Input('removePasskey') { params }: RequestOf<'removePasskey'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'removePasskey'>> {
    const issuers = this.doors.doors.map(({ issuer }) => issuer);
    await this.passkeys.remove(signedIn(principal).person, params.passkeyId, issuers, actor);
    return { done: true };
  }

  @Endpoint('askPasskey')
  async ask(@Req() request: Request): Promise<AnswerOf<'askPasskey'>> {
    await this.limits.link(fromOf(request).address);
    return { ...(await this.passkeys.challenge()) };
  }

  @Endpoint('passkeySignIn')
  async signIn(
    @Input('passkeySignIn') { body }: RequestOf<'passkeySignIn'>,
    @Asks() asking: Asking,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswerOf<'passkeySignIn'>> {
    await this.limits.link(fromOf(request).address);
    const given = body.response as unknown as AuthenticationResponseJSON;
    const of = body.proves ? signedIn(asking.principal).person.id : null;
    const secret = await this.passkeys.signIn(given, of, this.answers.noted(request), asking.actor);
    return this.answers.opened(secret, asking, request, response);
  }
}
