import { RetentionRepository, type RetentionRow } from '@bakeloop/db';
import { Controller } from '@nestjs/common';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { ApiSettings } from '../settings.js';

@Controller()
export class RetentionController {
  constructor(
    private readonly retention: RetentionRepository,
    private readonly settings: ApiSettings,
  ) {}

  @Endpoint('retention')
  async read(): Promise<AnswerOf<'retention'>> {
    return this.answer(await this.retention.inForce());
  }

  @Endpoint('setRetention')
  async set(@Input('setRetention') { body }: RequestOf<'setRetention'>): Promise<AnswerOf<'setRetention'>> {
    const row = { ...body, at: new Date() };
    await this.retention.set(row);
    this.settings.logger.info({ ...row }, 'retention set');
    return this.answer(row);
  }

  private async answer({ at, by, note, ...policy }: RetentionRow): Promise<AnswerOf<'retention'>> {
    const kept = await this.retention.keptFrom();
    const from = (tier: Parameters<typeof kept.get>[0]): string | null =>
      kept.get(tier)?.toISOString() ?? null;
    return {
      policy,
      setAt: at.toISOString(),
      setBy: by,
      note,
      keptFrom: { raw: from('raw'), minute: from('1m'), hour: from('1h'), day: from('1d') },
    };
  }
}
