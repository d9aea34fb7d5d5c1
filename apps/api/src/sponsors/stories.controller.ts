import { AuditRepository, KitchenRepository, StoryRepository, type StoryRow } from '@bakeloop/db';
import { Controller } from '@nestjs/common';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf, timeAndId } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { wordsAsked } from '../http/words-asked.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { PublicFigures } from '../public/public-figures.js';

/** Stories of a kitchen that wait to be read at most: one a day since three weeks, with nobody who reads them. */
const MOST_UNDECIDED = 20;

/** What kitchens tell of themselves: written by their own people, published by somebody else. */
@Controller()
export class StoriesController {
  constructor(
    private readonly stories: StoryRepository,
    private readonly kitchens: KitchenRepository,
    private readonly audit: AuditRepository,
    private readonly publicFigures: PublicFigures,
  ) {}

  @Endpoint('stories')
  async list(
    @Input('stories') { params, query: { q, cursor, limit } }: RequestOf<'stories'>,
  ): Promise<AnswerOf<'stories'>> {
    await this.mustExist(params.kitchenId);
    const rows = await this.stories.ofKitchen(params.kitchenId, {
      words: wordsAsked(q),
      after: decodeCursor(timeAndId, cursor),
      limit: limit + 1,
    });
    return pageOf(rows, limit, storyOf, ({ exactly, id }) => [exactly, id]);
  }

  @Endpoint('writeStory')
  async write(
    @Input('writeStory') { params: { kitchenId }, body }: RequestOf<'writeStory'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'writeStory'>> {
    await this.mustExist(kitchenId);
    const writtenBy = principal.person?.id ?? null;
    const id = await this.stories.write({ kitchenId, ...body, writtenBy }, MOST_UNDECIDED);
    if (id === null)
      throw new ProblemError({
        type: '/problems/stories-wait',
        title: 'Too many stories wait to be read',
        status: 409,
        detail: `${MOST_UNDECIDED} stories of this kitchen wait to be read: let somebody publish or decline one of them first.`,
      });
    await this.audit.note(actor, {
      action: 'story.written',
      subject: `kitchen:${kitchenId}`,
      after: { storyId: id, language: body.language, title: body.title },
    });
    return { id };
  }

  @Endpoint('decideStory')
  async decide(
    @Input('decideStory') { params: { kitchenId, storyId }, body }: RequestOf<'decideStory'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'decideStory'>> {
    const by = principal.person?.id ?? null;
    const story = await this.stories.one(kitchenId, storyId);
    if (!story) throw notFound(`Kitchen "${kitchenId}" has no such story.`);
    if (body.published && by !== null && by === story.writtenById)
      throw new ProblemError({
        type: '/problems/own-story',
        title: 'Somebody else reads it first',
        status: 409,
        detail: 'You wrote this story yourself: somebody else has to read it before it is public.',
      });
    await this.stories.decide(kitchenId, storyId, { published: body.published, note: body.note ?? null, by });
    this.publicFigures.changed();
    await this.audit.note(actor, {
      action: body.published ? 'story.published' : 'story.declined',
      subject: `kitchen:${kitchenId}`,
      after: { storyId, note: body.note ?? null },
    });
    return { done: true };
  }

  private async mustExist(kitchenId: string): Promise<void> {
    if (!(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
  }
}

function storyOf(row: StoryRow): AnswerOf<'stories'>['items'][number] {
  const { id, language, title, body, writtenBy, writtenAt, decidedBy, decidedAt, published, note } = row;
  return {
    id,
    language,
    title,
    body,
    writtenBy,
    writtenAt: writtenAt.toISOString(),
    decidedBy,
    decidedAt: decidedAt?.toISOString() ?? null,
    published,
    note,
  };
}
