import { ExternalSignIn, IdentityError } from '@bakeloop/identity';
import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { Asks, keepSession, type Asking } from '../http/authentication.js';
import { API_ROOT } from '../http/endpoint.js';
import { Permits } from '../http/permission.js';
import { RateLimits } from '../http/rate-limits.js';
import { fromOf } from './asked-by.js';
import { ownPath } from './own-path.js';
import { SessionAnswers } from './session-answers.js';

const DOORS = `${API_ROOT}/doors`;
export const DOORS_CALLBACK = `${DOORS}/back`;
const COOKIE = 'bakeloop-door';

/** Sign-in at an organisation's own door (OpenID Connect): there, and back. */
@Controller()
export class DoorsController {
  constructor(
    private readonly doors: ExternalSignIn,
    private readonly answers: SessionAnswers,
    private readonly limits: RateLimits,
  ) {}

  @Permits('session.open')
  @Get(DOORS_CALLBACK)
  @Header('cache-control', 'no-store')
  async back(@Asks() asking: Asking, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.limits.link(fromOf(request).address);
    const state = parseCookie(request.headers.cookie ?? '')[COOKIE] ?? null;
    response.clearCookie(COOKIE, cookieOptions(request));
    const query = new URL(request.originalUrl, 'http://here').search;
    const begun = await this.doors.take(state);
    try {
      const { secret, next } = await this.doors.end(query, begun, this.answers.noted(request), asking.actor);
      await this.answers.endFormer(asking);
      keepSession(request, response, secret);
      response.redirect(303, next);
    } catch (error) {
      // Somebody sits before a browser: they are told on the page that they came from.
      if (!(error instanceof IdentityError)) throw error;
      const next = begun === null || begun.next === '/' ? {} : { next: begun.next };
      response.redirect(303, `/sign-in?${new URLSearchParams({ failed: error.fault, ...next }).toString()}`);
    }
  }

  @Permits('session.open')
  @Get(`${DOORS}/:id`)
  @Header('cache-control', 'no-store')
  async there(
    @Param('id') id: string,
    @Query('next') next: unknown,
    @Query('again') again: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.limits.link(fromOf(request).address);
    const { url, state } = await this.doors.begin(id, {
      next: ownPath(next) ?? '/',
      again: again !== undefined,
    });
    // What comes back has to come to the browser that set out; it comes from another site, by a plain link.
    response.cookie(COOKIE, state, cookieOptions(request));
    response.redirect(303, url.href);
  }
}

const cookieOptions = (request: Request) => ({
  httpOnly: true,
  secure: request.secure,
  sameSite: 'lax' as const,
  path: DOORS,
});
