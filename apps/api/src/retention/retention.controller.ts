import { RetentionRepository, type RetentionRow } from '@bakeloop/db';
import { authorOf } from '@bakeloop/identity';
import { Controller } from '@nestjs/common';
import { Asks, type Asking } from '../http/authentication.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';

@Controller()
export class RetentionController {
  constructor(private readonly retention: RetentionRepository) {}

  @Endpoint('retention')
  async read(): Promise<AnswerOf<'retention'>> {
    return this.answer(await this.retention.inForce());
  }

  @Endpoint('setRetention')
  async set(
    @Input('setRetention') { body }: RequestOf<'setRetention'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'setRetention'>> {
    const [by, at] = [authorOf(principal), new Date()];
    await this.retention.set({ ...body, by, at }, actor);
    return this.answer({ ...body, by: by.name, at });
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
