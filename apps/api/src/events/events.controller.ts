import { EventRepository, KitchenRepository } from '@bakeloop/db';
import { Recorder } from '@bakeloop/record';
import { Controller } from '@nestjs/common';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { notFound } from '../http/problem-error.js';
import { noSuchKitchen } from '../kitchens/kitchens.controller.js';
import { Announcements } from '../live/announcements.js';
import { eventDetailOf } from './event-detail.js';

@Controller()
export class EventsController {
  constructor(
    private readonly kitchens: KitchenRepository,
    private readonly events: EventRepository,
    private readonly recorder: Recorder,
    private readonly announcements: Announcements,
  ) {}

  /** E5: each event gets its own answer; one that is refused costs its neighbours nothing. */
  @Endpoint('postEvents')
  async post(
    @Input('postEvents') { params, body }: RequestOf<'postEvents'>,
  ): Promise<AnswerOf<'postEvents'>> {
    // A kitchen is made by its birth certificate: a slip in the address must not found one.
    if (!(await this.kitchens.exists(params.kitchenId))) throw noSuchKitchen(params.kitchenId);
    const { answers, change } = await this.recorder.settleEvents(params.kitchenId, body.events, {
      receivedAt: new Date(),
    });
    this.announcements.announce(change);
    return { results: answers };
  }

  @Endpoint('event')
  async one(@Input('event') { params }: RequestOf<'event'>): Promise<AnswerOf<'event'>> {
    // Ids are stored in lower case.
    const id = params.eventId.toLowerCase();
    const detail = eventDetailOf(id, await this.events.withVersions(id));
    if (!detail)
      throw notFound(`No event "${params.eventId}" was ever stored; it may be among the dead letters.`);
    return detail;
  }
}
