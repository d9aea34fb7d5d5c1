import { routes } from '@bakeloop/contracts';
import { Controller, Get, Header, Req, UseFilters } from '@nestjs/common';
import type { Request } from 'express';
import { Asks, type Asking } from '../http/authentication.js';
import { parseRequest, type RequestOf } from '../http/endpoint.js';
import { PermitsAsContract } from '../http/permission.js';
import { ApiSettings } from '../settings.js';
import { organisationIds, SponsorViews } from '../sponsors/sponsor-views.js';
import { AsPage } from './as-page.filter.js';
import { languageOf } from './language.js';
import { sponsorPage, sponsorsPage } from './sponsor-pages.js';

/** Sponsors and what is allocated to them, for who may see it: in the languages of the public pages, without script. */
@Controller('sponsors')
@UseFilters(AsPage)
export class SponsorPagesController {
  constructor(
    private readonly views: SponsorViews,
    private readonly settings: ApiSettings,
  ) {}

  @PermitsAsContract('sponsors')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Get()
  async list(@Req() request: Request, @Asks() { principal }: Asking): Promise<string> {
    const sponsors = await this.views.sponsors(organisationIds(principal, 'share.see'));
    return sponsorsPage(this.made(request), await this.views.summaries(sponsors));
  }

  @PermitsAsContract('sponsor')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Get(':organisationId')
  async one(@Req() request: Request, @Asks() { principal }: Asking): Promise<string> {
    const { params } = parseRequest(routes.sponsor, {
      params: request.params,
      query: {},
    }) as RequestOf<'sponsor'>;
    return sponsorPage(this.made(request), await this.views.seenBy(principal, params.organisationId));
  }

  private made(request: Request) {
    return {
      language: languageOf(request),
      origin: this.settings.publicUrl,
      at: new Date(),
      isDemo: this.settings.demo,
    };
  }
}
