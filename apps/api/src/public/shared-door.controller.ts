import type { OpenSharedLink } from '@bakeloop/db';
import { isPassword } from '@bakeloop/identity';
import { Body, Controller, Get, Param, Post, Req, Res, type OnApplicationShutdown } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { Permits } from '../http/permission.js';
import { ProblemError } from '../http/problem-error.js';
import { RateLimits } from '../http/rate-limits.js';
import { ApiSettings } from '../settings.js';
import { SharedLinks } from '../sponsors/shared-links.js';
import { embedPart } from './embed.js';
import { languageOf } from './language.js';
import { headline, lockedPage, overPage, sharedCsv, sharedJson, sharedPage } from './shared-page.js';
import { SharedViews } from './shared-views.js';
import { minuteOf, WORDS } from './words.js';

/** How often an open page asks itself whether there is news, and whether its link still stands, ms. */
const LOOK_MS = 2_000;
/** Pages that listen at a time at most, in each process: each is a connection. */
const MOST_LISTENERS = 2_000;
/** What the page says when it reads itself anew: nobody looks once more. */
const REFRESH = 'x-bakeloop-refresh';

type Opened = { link: OpenSharedLink; token: string };

/**
 * What a link shows, to whoever holds it: page, data, card, frame and a line on which the page hears of news. Each asks
 * anew whether the link stands; one that does not is 410 everywhere, the same as one that never was.
 */
@Controller('s/:token')
export class SharedDoorController implements OnApplicationShutdown {
  private readonly listeners = new Set<Response>();

  constructor(
    private readonly links: SharedLinks,
    private readonly views: SharedViews,
    private readonly limits: RateLimits,
    private readonly settings: ApiSettings,
  ) {}

  @Permits('public.see')
  @Get()
  async page(
    @Param('token') token: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { origin, language, path } = this.shown(request, token);
    const link = await this.links.open(token);
    asPage(response);
    if (!link) return void response.status(410).send(overPage(language, origin, path));
    if (!this.isProven(request, link, token))
      return void response.status(401).send(lockedPage(language, origin, path, null));
    if (request.headers[REFRESH] === undefined && request.method === 'GET') this.links.viewed(link);
    response.send(sharedPage({ link, path, origin, language }, await this.views.of(link)));
  }

  @Permits('public.see')
  @Post()
  async unlock(
    @Param('token') token: string,
    @Body() body: { password?: unknown },
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { origin, language, path } = this.shown(request, token);
    const link = await this.links.open(token);
    asPage(response);
    if (!link) return void response.status(410).send(overPage(language, origin, path));
    const given = typeof body.password === 'string' ? body.password : '';
    const locked = (status: number, problem: 'wrong' | 'tooOften') =>
      void response.status(status).send(lockedPage(language, origin, path, problem));
    try {
      const isRight = await this.limits.countingLinkPasswords(link.id, () =>
        isPassword(link.passwordHash, given.slice(0, 128)),
      );
      if (!isRight) return locked(401, 'wrong');
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      response.set(error.headers);
      return locked(error.problem.status, 'tooOften');
    }
    response.cookie(cookieOf(link), this.links.proofOf(link, token), {
      httpOnly: true,
      sameSite: 'lax',
      secure: request.secure,
      path,
    });
    response.redirect(303, `${path}?lang=${language}`);
  }

  @Permits('public.see')
  @Get('figures.csv')
  async csv(
    @Param('token') token: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { link } = await this.mustOpen(request, response, token);
    mustDownload(link);
    response.type('text/csv').send(sharedCsv(await this.views.of(link)));
  }

  @Permits('public.see')
  @Get('figures.json')
  async json(
    @Param('token') token: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { link } = await this.mustOpen(request, response, token);
    mustDownload(link);
    response.json(sharedJson(link, await this.views.of(link)));
  }

  @Permits('public.see')
  @Get('card.png')
  async card(
    @Param('token') token: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { link } = await this.mustOpen(request, response, token);
    const { language, origin } = this.shown(request, token);
    const view = await this.views.of(link);
    const { value, unit, means, bound } = headline(view, language);
    const png = await this.views.cards.draw({
      title: link.title,
      value,
      unit,
      means,
      bound,
      asOf: WORDS[language].asOf(minuteOf(view.at)),
      demo: view.demo ? WORDS[language].demo : null,
      // Not the link itself: a picture goes further than it was given.
      check: `${origin}/check`,
    });
    response.type('image/png').send(png);
  }

  @Permits('public.see')
  @Get('embed')
  async embed(
    @Param('token') token: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { link } = await this.mustOpen(request, response, token);
    const { language, origin } = this.shown(request, token);
    const view = await this.views.of(link);
    response.removeHeader('x-frame-options');
    response.setHeader(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
    );
    const part = embedPart(
      {
        ...headline(view, language),
        at: view.at,
        isDemo: view.demo,
        check: `${origin}/check?lang=${language}`,
      },
      { theme: 'auto', language },
    );
    response
      .type('html')
      .send(
        `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta http-equiv="refresh" content="60"><title>Bakeloop</title><link rel="stylesheet" href="/embed/number.css"></head><body>${part}</body></html>`,
      );
  }

  /** Server-sent events: `changed` when there is something new to be read, `over` when there is nothing more. */
  @Permits('public.see')
  @Get('live')
  async live(
    @Param('token') token: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const opened = await this.mustOpen(request, response, token);
    if (this.listeners.size >= MOST_LISTENERS)
      throw new ProblemError({ type: '/problems/too-often', title: 'Too many look at once', status: 503 });
    // Compressed, it would wait for more to be said.
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform' });
    response.flushHeaders();
    this.listeners.add(response);
    let shown = await this.views.signOf(opened.link);
    const over = (): void => void response.end('event: over\ndata:\n\n');
    const looking = setInterval(() => {
      const look = async (): Promise<void> => {
        const link = await this.links.open(token);
        if (!link || !this.isProven(request, link, token)) return over();
        const sign = await this.views.signOf(link);
        // Something is said each time: so a connection that is gone is noticed.
        response.write(sign === shown ? ':\n\n' : 'event: changed\ndata:\n\n');
        shown = sign;
      };
      look().catch((error: unknown) => {
        this.settings.logger.warn({ err: error }, 'a shared page was not looked after');
      });
    }, LOOK_MS);
    const silence = this.links.onEnd(token, over);
    response.once('close', () => {
      clearInterval(looking);
      silence();
      this.listeners.delete(response);
    });
  }

  /** Whoever listens comes again by themselves; nobody is waited for. */
  endAll(): void {
    for (const response of this.listeners) response.end();
  }

  onApplicationShutdown(): void {
    this.endAll();
  }

  private shown(request: Request, token: string) {
    return {
      origin: this.settings.publicUrl,
      language: languageOf(request),
      path: `/s/${encodeURIComponent(token)}`,
    };
  }

  private isProven(request: Request, link: OpenSharedLink, token: string): boolean {
    return this.links.isProven(link, token, parseCookie(request.headers.cookie ?? '')[cookieOf(link)]);
  }

  /** @throws ProblemError 410, or 401 where the password is not told yet: with nothing of what is behind it */
  private async mustOpen(request: Request, response: Response, token: string): Promise<Opened> {
    response.set({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
    const link = await this.links.open(token);
    if (!link)
      throw new ProblemError({
        type: '/problems/link-over',
        title: 'This link is over',
        status: 410,
        detail: 'It was ended, has run out, or was never one. Ask whoever gave it to you for a new one.',
      });
    if (!this.isProven(request, link, token))
      throw new ProblemError({
        type: '/problems/link-password',
        title: 'This link has a password',
        status: 401,
        detail: 'Open the link itself in the same browser and tell its password there.',
      });
    return { link, token };
  }
}

const cookieOf = ({ id }: OpenSharedLink): string => `bakeloop-link-${id}`;

function asPage(response: Response): void {
  response
    .type('html')
    .set({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex', vary: 'accept-language, cookie' });
}

/** @throws ProblemError 403 */
function mustDownload({ mayDownload }: OpenSharedLink): void {
  if (!mayDownload)
    throw new ProblemError({
      type: '/problems/no-download',
      title: 'Not to be taken along',
      status: 403,
      detail: 'Whoever made this link shares the page alone, without the data.',
    });
}
