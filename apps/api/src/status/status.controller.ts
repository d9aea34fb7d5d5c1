import { setTimeout as delay } from 'node:timers/promises';
import { PlatformRepository } from '@bakeloop/db';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Endpoint, type AnswerOf } from '../http/endpoint.js';
import { Permits } from '../http/permission.js';
import { Announcements } from '../live/announcements.js';
import { StatusView } from './status-view.js';

/** A database that is stopped refuses nothing, it only does not answer: so long is waited for it, ms. */
const ANSWER_WITHIN_MS = 3_000;

@Controller()
export class StatusController {
  /** One question at a time: probes of a database that does not answer must not take all connections. */
  private asking: Promise<boolean> | null = null;

  constructor(
    private readonly view: StatusView,
    private readonly platform: PlatformRepository,
    private readonly announcements: Announcements,
  ) {}

  @Endpoint('status')
  status(): Promise<AnswerOf<'status'>> {
    return this.view.read();
  }

  /** The process runs. Says nothing of what it depends on: restarting it would not mend those. */
  @Permits('public.see')
  @Get('/health/live')
  live(): { ok: true } {
    return { ok: true };
  }

  /** 200 when it can serve: the database answers and changes arrive; else 503, and which of the two is missing. */
  @Permits('public.see')
  @Get('/health/ready')
  async ready(
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ database: boolean; broker: boolean }> {
    const database = await Promise.race([this.databaseAnswers(), delay(ANSWER_WITHIN_MS, false)]);
    const broker = this.announcements.connected;
    response.status(database && broker ? 200 : 503);
    return { database, broker };
  }

  private databaseAnswers(): Promise<boolean> {
    this.asking ??= this.platform
      .ping()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        this.asking = null;
      });
    return this.asking;
  }
}
