import { PlatformRepository } from '@bakeloop/db';
import { probe } from '@bakeloop/runtime';
import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Endpoint, type AnswerOf } from '../http/endpoint.js';
import { Permits } from '../http/permission.js';
import { CanaryWatch } from '../line/canary-watch.js';
import { Announcements } from '../live/announcements.js';
import { StatusView } from './status-view.js';

/** So long is waited for the database, ms. */
const ANSWER_WITHIN_MS = 3_000;

const NEEDS = ['database', 'broker', 'lag'] as const;
type Need = (typeof NEEDS)[number];

@Controller()
export class StatusController {
  private readonly databaseAnswers = probe(() => this.platform.ping(), ANSWER_WITHIN_MS);
  private readonly lineKeepsUp = probe(async () => {
    const { state } = await this.canary.read();
    if (state === 'late') throw new Error('nothing arrives');
  }, ANSWER_WITHIN_MS);

  constructor(
    private readonly view: StatusView,
    private readonly platform: PlatformRepository,
    private readonly announcements: Announcements,
    private readonly canary: CanaryWatch,
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

  /**
   * 200 when it can serve what is true: the database answers, changes arrive, and what kitchens send gets through (the newest
   * canary pack is not late); else 503, and which of them is missing. `?exclude=lag` leaves that one out of the verdict, for
   * whoever takes an API out of service: with all of them out, nobody would see on the pages that nothing arrives.
   */
  @Permits('public.see')
  @Get('/health/ready')
  @Header('content-type', 'application/json; charset=utf-8')
  async ready(
    @Query('exclude') exclude: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const needs = await this.needs();
    const isReady = NEEDS.every((need) => needs[need] || need === exclude);
    response.status(isReady ? 200 : 503);
    // A line for each, for whoever reads it in a terminal.
    return `${JSON.stringify(needs, null, 2)}\n`;
  }

  /** What it needs to be of use, each with whether it is there now. */
  async needs(): Promise<Record<Need, boolean>> {
    const answers = await this.databaseAnswers();
    return {
      database: answers,
      broker: this.announcements.connected,
      lag: answers && (await this.lineKeepsUp()),
    };
  }
}
