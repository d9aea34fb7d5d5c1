import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Permits } from '../http/permission.js';
import { ApiSettings } from '../settings.js';
import { LiveLines } from './live-lines.js';
import { PublicFigures } from './public-figures.js';

/** The line on which open public pages hear that their numbers have moved. */
@Controller('open')
export class PublicLiveController {
  constructor(
    private readonly figures: PublicFigures,
    private readonly lines: LiveLines,
    private readonly settings: ApiSettings,
  ) {}

  @Permits('public.see')
  @Get('live')
  async live(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.lines.follow(request, response, {
      room: 'public',
      of: 'public',
      sign: async () => this.figures.signOf(await this.figures.read()),
      failed: (error) => {
        this.settings.logger.warn({ err: error }, 'public pages were not looked after');
      },
    });
  }
}
