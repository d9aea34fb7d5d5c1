import { PrivacyRepository, type PrivacyRow } from '@bakeloop/db';
import { Controller } from '@nestjs/common';
import { Asks, type Asking } from '../http/authentication.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';

@Controller()
export class PrivacyController {
  constructor(private readonly privacy: PrivacyRepository) {}

  @Endpoint('privacy')
  async read(): Promise<AnswerOf<'privacy'>> {
    return viewOf(await this.privacy.inForce());
  }

  @Endpoint('setPrivacy')
  async set(
    @Input('setPrivacy') { body }: RequestOf<'setPrivacy'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'setPrivacy'>> {
    const row = { ...body, at: new Date() };
    await this.privacy.set(row, actor);
    return viewOf(row);
  }
}

function viewOf({ at, by, note, ...policy }: PrivacyRow): AnswerOf<'privacy'> {
  return { policy, setAt: at.toISOString(), setBy: by, note };
}
