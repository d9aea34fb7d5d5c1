import { routes } from '@bakeloop/contracts';
import { ExternalSignIn, IdentityError } from '@bakeloop/identity';
import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Asks, type Asking } from '../http/authentication.js';
import { Permits } from '../http/permission.js';
import { ProblemError } from '../http/problem-error.js';
import { ownPath } from '../identity/own-path.js';
import { SessionDesk } from '../identity/session-desk.js';
import { ApiSettings } from '../settings.js';
import { languageOf } from './language.js';
import { signInPage, type SignInFault } from './sign-in-page.js';

const STATUS: Record<SignInFault, number> = {
  wrong: 401,
  'code-needed': 401,
  'wrong-code': 401,
  tooOften: 429,
};

/** The way in by a plain form, in the languages of the public pages, without script. */
@Controller('sign-in')
export class SignInPageController {
  constructor(
    private readonly desk: SessionDesk,
    private readonly doors: ExternalSignIn,
    private readonly settings: ApiSettings,
  ) {}

  @Permits('session.open')
  @Get()
  page(
    @Req() request: Request,
    @Res() response: Response,
    @Query('next') next: unknown,
    @Query('failed') failed: unknown,
  ): void {
    this.show(request, response, { next: ownPath(next), fault: null, email: '', failed: textOf(failed) });
  }

  @Permits('session.open')
  @Post()
  async enter(
    @Body() body: Record<string, unknown>,
    @Asks() asking: Asking,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { next: asked, role, code, ...named } = body;
    const next = ownPath(asked);
    const language = languageOf(request);
    const demo = this.settings.demo ? routes.demoSignIn.body.safeParse({ role }).data : undefined;
    const digits = typeof code === 'string' && code !== '' ? { code: code.replaceAll(' ', '') } : {};
    const given = routes.signIn.body.safeParse({ ...named, ...digits });
    try {
      if (demo) await this.desk.demoSignIn(demo.role, asking, request, response);
      else if (given.success) await this.desk.signIn(given.data, asking, request, response);
      else throw new IdentityError('wrong-credentials', 'not an address and a password');
    } catch (error) {
      const email = typeof named['email'] === 'string' ? named['email'].slice(0, 200) : '';
      return this.show(request, response, { next, fault: faultOf(error), email, failed: null });
    }
    response.redirect(303, next ?? `/sponsors?lang=${language}`);
  }

  private show(
    request: Request,
    response: Response,
    o: { next: string | null; fault: SignInFault | null; email: string; failed: string | null },
  ): void {
    const language = languageOf(request);
    const { demo: isDemo, publicUrl: origin } = this.settings;
    response
      .status(o.fault === null ? 200 : STATUS[o.fault])
      .set({ 'cache-control': 'no-store', vary: 'accept-language, cookie' })
      .type('html')
      .send(signInPage({ language, origin, isDemo, doors: this.doors.doors, ...o }));
  }
}

const textOf = (given: unknown): string | null => (typeof given === 'string' ? given : null);

/** @throws what is no fault of who signs in */
function faultOf(error: unknown): SignInFault {
  if (error instanceof ProblemError && error.problem.status === 429) return 'tooOften';
  if (!(error instanceof IdentityError)) throw error;
  return error.fault === 'code-needed' || error.fault === 'wrong-code' ? error.fault : 'wrong';
}
