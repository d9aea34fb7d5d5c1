import { PrivacyRepository, type PrivacyRow } from '@bakeloop/db';
import { authorOf } from '@bakeloop/identity';
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
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'setPrivacy'>> {
    const [by, at] = [authorOf(principal), new Date()];
    await this.privacy.set({ ...body, by, at }, actor);
    return viewOf({ ...body, by: by.name, at });
  }
}

function viewOf({ at, by, note, ...policy }: PrivacyRow): AnswerOf<'privacy'> {
  return { policy, setAt: at.toISOString(), setBy: by, note };
}
