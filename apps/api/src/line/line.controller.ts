import { Controller, Get, Header } from '@nestjs/common';
import { Endpoint, type AnswerOf } from '../http/endpoint.js';
import { LineView } from './line-view.js';
import { lineMetrics } from './line-metrics.js';
import { exposition, EXPOSITION_TYPE } from './prometheus.js';

@Controller()
export class LineController {
  constructor(private readonly view: LineView) {}

  @Endpoint('line')
  line(): Promise<AnswerOf<'line'>> {
    return this.view.read();
  }

  /** For a Prometheus scraper. Without the database it answers 503, and so counts as down. */
  @Get('/health/metrics')
  @Header('content-type', EXPOSITION_TYPE)
  async metrics(): Promise<string> {
    return exposition(lineMetrics(await this.view.read()));
  }
}
