import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { endsWithin } from '../ends-within.js';
import { ApiSettings } from '../settings.js';
import { ReportDesk } from './report-desk.js';
import { ReportPost } from './report-post.js';

/** How often it is looked whether a report is due, ms. */
const EVERY_MS = 60_000;

/** Has reports written as they fall due, and mailed. Every API of a deployment looks; the database lets one of them do each. */
@Injectable()
export class ReportClock implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private isBusy = false;
  private isOver = false;

  constructor(
    private readonly desk: ReportDesk,
    private readonly post: ReportPost,
    private readonly settings: ApiSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      if (!this.isBusy) this.round = this.look();
    }, EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    this.isOver = true;
    clearInterval(this.timer);
    await endsWithin(this.round);
  }

  private async look(): Promise<void> {
    const { logger } = this.settings;
    this.isBusy = true;
    try {
      const written = await this.desk.writeDueNow();
      if (written > 0) logger.info({ written }, 'reports written');
      const mailed = await this.post.round(() => this.isOver);
      if (mailed > 0) logger.info({ mailed }, 'reports mailed');
    } catch (error) {
      // It is looked again in a minute, and what is due then stays due.
      logger.warn({ reason: (error as Error).message }, 'reports not written or mailed');
    } finally {
      this.isBusy = false;
    }
  }
}
