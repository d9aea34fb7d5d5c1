import type { Receipt, SettledEvent } from '@bakeloop/contracts';
import { EventRepository, KitchenRepository } from '@bakeloop/db';
import { mayWith, Receipts } from '@bakeloop/identity';
import { Recorder } from '@bakeloop/record';
import { Controller } from '@nestjs/common';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { Asks, type Asking } from '../http/authentication.js';
import { notFound } from '../http/problem-error.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { Announcements } from '../live/announcements.js';
import { Authors } from './authors.js';
import { eventDetailOf } from './event-detail.js';

@Controller()
export class EventsController {
  constructor(
    private readonly kitchens: KitchenRepository,
    private readonly events: EventRepository,
    private readonly authors: Authors,
    private readonly recorder: Recorder,
    private readonly announcements: Announcements,
    private readonly receipts: Receipts,
  ) {}

  /** E5: each event gets its own answer; one that is refused costs its neighbours nothing. */
  @Endpoint('postEvents')
  async post(
    @Input('postEvents') { params, body }: RequestOf<'postEvents'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'postEvents'>> {
    // A kitchen is made by its birth certificate: a slip in the address must not found one.
    if (!(await this.kitchens.exists(params.kitchenId))) throw noSuchKitchen(params.kitchenId);
    await this.authors.mustBeTheirs(principal, params.kitchenId, body.events);
    const { answers, change } = await this.recorder.settleEvents(params.kitchenId, body.events, {
      receivedAt: new Date(),
    });
    await this.authors.remember(principal, params.kitchenId, body.events, answers);
    this.announcements.announce(change);
    const receipts = await this.receiptsOf(answers);
    const results = answers.map((answer) => ({
      ...answer,
      receipt: receipts.get(answer.id?.toLowerCase() ?? '') ?? null,
    }));
    return { results, at: new Date().toISOString() };
  }

  /** Of what the database holds, also of what it held before: an answer may have been lost on the way. */
  private async receiptsOf(answers: readonly SettledEvent[]): Promise<Map<string, Receipt>> {
    const ids = answers.flatMap(({ id, outcome }) => (id === null || outcome === 'rejected' ? [] : [id]));
    const rows = ids.length === 0 ? [] : await this.events.byIds(ids);
    return new Map(
      rows.map(({ id, contentHash, receivedAt }) => [
        id,
        this.receipts.give({ id, contentHash, storedAt: receivedAt.toISOString() }),
      ]),
    );
  }

  @Endpoint('event')
  async one(
    @Input('event') { params }: RequestOf<'event'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'event'>> {
    // Ids are stored in lower case.
    const id = params.eventId.toLowerCase();
    const detail = eventDetailOf(id, await this.events.withVersions(id));
    if (!detail || !mayWith(principal, 'kitchen.see', detail.kitchenId))
      throw notFound(`No event "${params.eventId}" was ever stored; it may be among the dead letters.`);
    return detail;
  }
}
