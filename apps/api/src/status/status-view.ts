import type { PlatformStatus } from '@bakeloop/contracts';
import { PlatformRepository } from '@bakeloop/db';
import { Injectable } from '@nestjs/common';
import { CanaryWatch } from '../line/canary-watch.js';
import { ApiSettings } from '../settings.js';

/** What this Bakeloop runs on, for the route and for the fleet's room. */
@Injectable()
export class StatusView {
  constructor(
    private readonly platform: PlatformRepository,
    private readonly canary: CanaryWatch,
    private readonly settings: ApiSettings,
  ) {}

  async read(): Promise<PlatformStatus> {
    const [engine, history, canary] = await Promise.all([
      this.platform.engineKind(),
      this.platform.history(),
      this.canary.read(),
    ]);
    return {
      version: this.settings.version,
      demo: this.settings.demo,
      database: {
        engine: engine.kind,
        version: engine.version,
        rollups: engine.kind === 'timescaledb' ? 'continuous aggregates' : 'views',
      },
      history,
      canary,
    };
  }
}
