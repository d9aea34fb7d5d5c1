import type { OpenSharedLink } from '@bakeloop/db';
import { isPassword } from '@bakeloop/identity';
import type { PhotoSize } from '@bakeloop/record';
import {
  Body,
  Controller,
  Get,
  Header,
  Param,
  Post,
  Req,
  Res,
  StreamableFile,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { KeptBuffers } from '../http/kept-buffers.js';
import { Permits } from '../http/permission.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { RateLimits } from '../http/rate-limits.js';
import { PhotoRoom } from '../photos/photo-room.js';
import { ApiSettings } from '../settings.js';
import { SharedLinks } from '../sponsors/shared-links.js';
import { AsPage } from './as-page.filter.js';
import { embedFrame, FRAMED } from './embed.js';
import { LiveLines } from './live-lines.js';
import { documentKey, sharedDocument } from './shared-document.js';
import {
  cookieOf,
  Enters,
  isProven,
  linkLocked,
  SharedDoorGuard,
  type Entered,
} from './shared-door.guard.js';
import { headline, photosOf, sharedCsv, sharedJson, sharedPage } from './shared-page.js';
import { SharedViews } from './shared-views.js';
import { minuteOf, WORDS } from './words.js';

/** Some hundreds of documents: one is drawn once for what it says and the minute it says it of, whoever asks. */
const MOST_DOCUMENT_BYTES = 16 * 1024 * 1024;
/** What the page says when it reads itself anew: nobody looks once more. */
const REFRESH = 'x-bakeloop-refresh';

/** What a link shows, to whoever holds it: page, data, card, frame, photos, and a line on which the page hears of news. */
@Controller('s/:token')
@UseGuards(SharedDoorGuard)
export class SharedDoorController {
  private readonly drawn = new KeptBuffers(MOST_DOCUMENT_BYTES);

  constructor(
    private readonly links: SharedLinks,
    private readonly views: SharedViews,
    private readonly limits: RateLimits,
    private readonly room: PhotoRoom,
    private readonly lines: LiveLines,
    private readonly settings: ApiSettings,
  ) {}

  @Permits('public.see')
  @UseFilters(AsPage)
  @Header('content-type', 'text/html; charset=utf-8')
  @Get()
  async page(@Enters() at: Entered, @Req() { headers, method }: Request): Promise<string> {
    if (headers[REFRESH] === undefined && method === 'GET') this.links.viewed(at.link);
    return sharedPage(at, await this.views.of(at.link));
  }

  @Permits('public.see')
  @UseFilters(AsPage)
  @Post()
  async unlock(
    @Enters() at: Entered,
    @Body() body: { password?: unknown },
    @Req() { secure }: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { link, token, path, language } = at;
    const given = typeof body.password === 'string' ? body.password : '';
    const isRight = await this.limits
      .countingLinkPasswords(link.id, () => isPassword(link.passwordHash, given.slice(0, 128)))
      .catch((error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
        const { problem, headers } = error;
        throw linkLocked(at, { problem: 'tooOften', status: problem.status, headers });
      });
    if (!isRight) throw linkLocked(at, { problem: 'wrong', status: 401 });
    response.cookie(cookieOf(link), this.links.proofOf(link, token), {
      httpOnly: true,
      sameSite: 'lax',
      secure,
      path,
    });
    response.redirect(303, `${path}?lang=${language}`);
  }

  @Permits('public.see')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Get('figures.csv')
  async csv(@Enters() { link }: Entered): Promise<string> {
    mustDownload(link);
    return sharedCsv(await this.views.of(link));
  }

  @Permits('public.see')
  @Get('figures.json')
  async json(@Enters() { link }: Entered): Promise<object> {
    mustDownload(link);
    return sharedJson(link, await this.views.of(link));
  }

  @Permits('public.see')
  @Get('figures.pdf')
  async document(@Enters() at: Entered): Promise<StreamableFile> {
    mustDownload(at.link);
    const view = await this.views.of(at.link);
    const key = documentKey(at, view, this.views.signOf(view));
    const pdf = await this.drawn.of(key, () => sharedDocument(at, view));
    return new StreamableFile(pdf, { type: 'application/pdf' });
  }

  @Permits('public.see')
  @Get('card.png')
  async card(@Enters() { link, language, origin }: Entered): Promise<StreamableFile> {
    const view = await this.views.of(link);
    const { value, unit, means, bound } = headline(view, language);
    const png = await this.views.cards.draw({
      title: link.title,
      value,
      unit,
      means,
      bound,
      asOf: WORDS[language].asOf(minuteOf(view.at, language)),
      demo: view.demo ? WORDS[language].demo : null,
      // Not the link itself: a picture goes further than it was given.
      check: `${origin}/check`,
    });
    return new StreamableFile(png, { type: 'image/png' });
  }

  @Permits('public.see')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', FRAMED)
  @Get('embed')
  async embed(
    @Enters() { link, language, origin }: Entered,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const view = await this.views.of(link);
    response.removeHeader('x-frame-options');
    const check = `${origin}/check?lang=${language}`;
    return embedFrame(
      { ...headline(view, language), at: view.at, isDemo: view.demo, check },
      { theme: 'auto', language },
    );
  }

  /** Photos are everybody's where they have consent; those that a link shows end with it. */
  @Permits('public.see')
  @Get('photos/:hash{/:size}')
  async photo(
    @Enters() { link }: Entered,
    @Param('hash') hash: string,
    @Param('size') size: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const shown = photosOf(await this.views.of(link)).some((photo) => photo.hash === hash);
    const wanted: PhotoSize | null = size === undefined ? 'full' : size === 'small' ? 'small' : null;
    if (!shown || wanted === null) throw notFound('There is no such photo behind this link.');
    await this.room.send(hash, wanted, 'no-store', response);
  }

  @Permits('public.see')
  @Get('live')
  async live(@Enters() at: Entered, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { token, link: opened } = at;
    await this.lines.follow(request, response, {
      room: 'shared',
      of: opened.id,
      sign: async () => {
        const link = await this.links.open(token);
        if (!link || !isProven(this.links, request, { link, token })) return null;
        return this.views.signOf(await this.views.of(link));
      },
      onEnd: (listener) => this.links.onEnd(token, listener),
      failed: (error) => {
        this.settings.logger.warn({ err: error }, 'a shared page was not looked after');
      },
    });
  }
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
