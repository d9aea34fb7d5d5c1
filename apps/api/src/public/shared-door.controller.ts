import type { OpenSharedLink } from '@bakeloop/db';
import { isPassword } from '@bakeloop/identity';
import { Body, Controller, Get, Param, Post, Req, Res, type OnApplicationShutdown } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { networkOf } from '../http/network.js';
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
/** Of those from one network: a class behind one address has room, and nobody takes what is there for all. */
const MOST_OF_A_NETWORK = 20;
/** And of one link: whoever gave it to a crowd leaves the others room. */
const MOST_OF_A_LINK = 500;
/** What the page says when it reads itself anew: nobody looks once more. */
const REFRESH = 'x-bakeloop-refresh';

type Opened = { link: OpenSharedLink; token: string };

/**
 * What a link shows, to whoever holds it: page, data, card, frame and a line on which the page hears of news. Each asks
 * anew whether the link stands; one that does not is 410 everywhere, the same as one that never was.
 */
@Controller('s/:token')
export class SharedDoorController implements OnApplicationShutdown {
  private readonly listeners = new Map<Response, { network: string; linkId: string }>();

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
    // A line that breaks while something is said is no more than one that is gone.
    response.on('error', () => undefined);
    const { link: opened } = await this.mustOpen(request, response, token);
    if (response.destroyed) return;
    this.takePlace(request, response, opened);
    let looking: NodeJS.Timeout | undefined;
    let silence = (): void => undefined;
    const leave = (): void => {
      clearInterval(looking);
      silence();
      this.listeners.delete(response);
    };
    response.once('close', leave);
    let shown: string;
    try {
      shown = await this.views.signOf(opened);
    } catch (error) {
      leave();
      throw error;
    }
    if (response.destroyed || response.writableEnded) return leave();
    // Compressed, it would wait for more to be said.
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform' });
    response.flushHeaders();
    const over = (): void => {
      leave();
      if (!response.writableEnded) response.end('event: over\ndata:\n\n');
    };
    const look = async (): Promise<void> => {
      const link = await this.links.open(token);
      if (!link || !this.isProven(request, link, token)) return over();
      const sign = await this.views.signOf(link);
      if (response.writableEnded || response.destroyed) return;
      // Something is said each time: so a connection that is gone is noticed.
      response.write(sign === shown ? ':\n\n' : 'event: changed\ndata:\n\n');
      shown = sign;
    };
    looking = setInterval(() => {
      look().catch((error: unknown) => {
        this.settings.logger.warn({ err: error }, 'a shared page was not looked after');
      });
    }, LOOK_MS);
    silence = this.links.onEnd(token, over);
  }

  /** Whoever listens comes again by themselves; nobody is waited for. */
  endAll(): void {
    for (const response of this.listeners.keys()) if (!response.writableEnded) response.end();
  }

  onApplicationShutdown(): void {
    this.endAll();
  }

  /** @throws ProblemError 503, 429, or 400 for one that waits behind another answer on its connection: nobody would hear it */
  private takePlace(request: Request, response: Response, { id: linkId }: OpenSharedLink): void {
    const network = networkOf(request.ip ?? '');
    const others = [...this.listeners.values()];
    const refuse = (status: number, title: string): never => {
      throw new ProblemError({ type: '/problems/too-often', title, status });
    };
    if (response.socket === null) refuse(400, 'One at a time on a connection');
    if (others.length >= MOST_LISTENERS) refuse(503, 'Too many look at once');
    if (others.filter((other) => other.network === network).length >= MOST_OF_A_NETWORK)
      refuse(429, 'Too many look at once from where you are');
    if (others.filter((other) => other.linkId === linkId).length >= MOST_OF_A_LINK)
      refuse(429, 'Too many look at this link at once');
    this.listeners.set(response, { network, linkId });
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
