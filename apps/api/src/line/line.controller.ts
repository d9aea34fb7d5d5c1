import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Endpoint, type AnswerOf } from '../http/endpoint.js';
import { Permits } from '../http/permission.js';
import { LiveRooms } from '../live/live-rooms.js';
import { LineView } from './line-view.js';
import { lineMetrics } from './line-metrics.js';
import { exposition, EXPOSITION_TYPE } from './prometheus.js';
import { QueryTimes } from './query-times.js';

@Controller()
export class LineController {
  constructor(
    private readonly view: LineView,
    private readonly live: LiveRooms,
    private readonly queries: QueryTimes,
  ) {}

  @Endpoint('line')
  line(): Promise<AnswerOf<'line'>> {
    return this.view.read();
  }

  /** 200 while what is sent arrives and is accounted for; else 503, to be watched by whoever is to be called. */
  @Permits('public.see')
  @Get('/health/line')
  async health(
    @Res({ passthrough: true }) response: Response,
  ): Promise<Pick<AnswerOf<'line'>, 'canary' | 'unaccounted'>> {
    const { canary, unaccounted } = await this.view.read();
    response.status(canary.state === 'late' || unaccounted !== 0 ? 503 : 200);
    return { canary, unaccounted };
  }

  /** For a Prometheus scraper. Without the database it answers 503, and so counts as down. */
  @Permits('line.see')
  @Get('/health/metrics')
  @Header('content-type', EXPOSITION_TYPE)
  async metrics(): Promise<string> {
    const line = await this.view.read();
    return (
      exposition(lineMetrics(line, { nowMs: Date.now(), viewers: this.live.viewers })) +
      (await this.queries.read())
    );
  }
}
