import { dayOn, routes } from '@bakeloop/contracts';
import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { parseRequest, type RequestOf } from '../../http/endpoint.js';
import { PermitsAsContract } from '../../http/permission.js';
import { Figures, knownMetric } from '../../metrics/figures.js';
import { productsOf } from '../../reference/products-of.js';
import { ApiSettings } from '../../settings.js';
import { AsPage } from '../as-page.filter.js';
import { languageOf } from '../language.js';
import { PublicFigures } from '../public-figures.js';
import { metricPage } from './metric-page.js';

/** The last moment of a day, UTC: a form asks for what was known on a day. */
const END_OF_DAY = 'T23:59:59.999Z';

/** One figure of other days, or of one product, as a page that is whole without script. */
@Controller('metrics/:metric')
export class MetricPageController {
  constructor(
    private readonly figures: Figures,
    private readonly everybodys: PublicFigures,
    private readonly settings: ApiSettings,
  ) {}

  @PermitsAsContract('metric')
  @UseFilters(AsPage)
  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const at = new Date();
    const { params, query } = parseRequest(routes.metric, {
      params: request.params,
      query: asAsked(request.query, at),
    }) as RequestOf<'metric'>;
    const metric = knownMetric(params.metric);
    const [[figure], records] = await Promise.all([
      this.figures.of([metric], query, at),
      this.everybodys.reference(),
    ]);
    if (!figure) throw new Error('one metric gave no figure');
    response
      .type('html')
      .set({ 'cache-control': 'no-cache', vary: 'accept-language, cookie' })
      .send(
        metricPage(metric, {
          figure,
          at,
          isDemo: this.settings.demo,
          products: productsOf(records),
          language: languageOf(request),
          origin: this.settings.publicUrl,
        }),
      );
  }
}

const ASKED: readonly string[] = Object.keys(routes.metric.query.shape);

/**
 * What a form leaves empty is not asked for, nor what others hang on to an address that is passed on (`utm_source`, `fbclid`);
 * a day is asked for as it ended, and one that has not ended is now.
 */
function asAsked(given: Request['query'], at: Date): Record<string, unknown> {
  const today = at.toISOString().slice(0, 10);
  const asked = Object.fromEntries(
    Object.entries(given)
      .filter(([name, value]) => ASKED.includes(name) && value !== '')
      .map(([name, value]) => [name, typeof value === 'string' ? dayOn(value, today) : value]),
  );
  const { knownOn, ...others } = asked;
  if (typeof knownOn !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(knownOn)) return asked;
  const instant = knownOn + END_OF_DAY;
  return Date.parse(instant) > at.getTime() ? others : { ...others, knownOn: instant };
}
