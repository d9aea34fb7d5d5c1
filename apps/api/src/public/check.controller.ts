import { ShareRepository } from '@bakeloop/db';
import { readSerial } from '@bakeloop/domain';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Permits } from '../http/permission.js';
import { ApiSettings } from '../settings.js';
import { claimOf } from '../sponsors/sponsor-views.js';
import { languageOf } from './language.js';
import { checkPage } from './pages.js';

/** Whether a claim is true, for people; the same for programs is a route of the API. */
@Controller('check')
export class CheckController {
  constructor(
    private readonly shares: ShareRepository,
    private readonly settings: ApiSettings,
  ) {}

  @Permits('public.see')
  @Get()
  async check(
    @Query('serial') asked: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const given = typeof asked === 'string' ? asked.slice(0, 40) : '';
    const serial = readSerial(given);
    const claim = serial === null ? null : await claimOf(this.shares, serial);
    response
      .type('html')
      .set({ 'cache-control': 'no-cache', vary: 'accept-language' })
      .send(
        checkPage(
          { language: languageOf(request), origin: this.settings.publicUrl },
          claim === null ? { isFound: false, given } : { isFound: true, ...claim },
        ),
      );
  }
}
