import type { CanaryView } from '@bakeloop/contracts';
import { CanaryRepository } from '@bakeloop/db';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ApiSettings } from '../settings.js';
import { canaryState } from './canary-state.js';

/** How often it is looked, at most, ms: well within the shortest time that anybody sets. */
const LOOK_EVERY_MS = 10_000;

/** Whether the canary packs get through, by what the database has; said in the log when that changes. */
@Injectable()
export class CanaryWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly startedMs = Date.now();
  private timer: NodeJS.Timeout | undefined;
  private wasLate = false;

  constructor(
    private readonly canaries: CanaryRepository,
    private readonly settings: ApiSettings,
  ) {}

  onApplicationBootstrap(): void {
    const everyMs = Math.min(LOOK_EVERY_MS, this.settings.canary.lateAfterSeconds * 500);
    this.timer = setInterval(() => void this.look(), everyMs);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** @throws when the database does not answer */
  async read(): Promise<CanaryView> {
    const { lateAfterSeconds } = this.settings.canary;
    const sentAt = await this.canaries.newest();
    const nowMs = Date.now();
    return {
      state: canaryState(sentAt?.getTime() ?? null, { nowMs, startedMs: this.startedMs, lateAfterSeconds }),
      sentAt: sentAt?.toISOString() ?? null,
      lateAfterSeconds,
    };
  }

  private async look(): Promise<void> {
    try {
      const { state, sentAt } = await this.read();
      const isLate = state === 'late';
      if (isLate === this.wasLate) return;
      this.wasLate = isLate;
      if (isLate)
        this.settings.logger.error({ sentAt }, 'no canary pack arrives: broker or ingest does not work');
      else this.settings.logger.info({ sentAt }, 'canary packs arrive again');
    } catch (error) {
      // Told by whoever asks for something: the readiness says that the database is away.
      this.settings.logger.debug({ err: error }, 'canary not looked for');
    }
  }
}
