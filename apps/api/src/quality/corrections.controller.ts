import type { CorrectionView } from '@bakeloop/contracts';
import { CorrectionRepository, KitchenRepository, type CorrectionRow, type Decider } from '@bakeloop/db';
import { mayWith, type Principal } from '@bakeloop/identity';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { columnsOf, everyPage, sendTable, type Columns } from '../http/send-table.js';
import { idsWithin } from '../http/permission.js';
import { notFound } from '../http/problem-error.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';

/** Time and id of the last correction of a page. */
const position = z.tuple([z.iso.datetime(), z.uuid()]);
/** Open questions of one kitchen that its page shows: more are not read. */
const MOST_QUESTIONS = 20;

const COLUMNS: Columns<CorrectionView> = {
  ...columnsOf<CorrectionView>(
    'eventId',
    'kitchenId',
    'type',
    'time',
    'receivedAt',
    'supersedes',
    'reason',
    'who',
  ),
  ...columnsOf<CorrectionView>('movedGrams', 'moved'),
  verdict: ({ acts }) => acts.at(-1)?.verdict,
  note: ({ acts }) => acts.at(-1)?.note,
};

/** What was corrected after the fact and moved a figure: looked at, accepted or questioned. */
@Controller()
export class CorrectionsController {
  constructor(
    private readonly corrections: CorrectionRepository,
    private readonly kitchens: KitchenRepository,
  ) {}

  @Endpoint('corrections')
  async list(
    @Input('corrections') { query }: RequestOf<'corrections'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'corrections'>> {
    const { state, kitchenId, limit, cursor } = query;
    const after = decodeCursor(position, cursor);
    if (kitchenId !== undefined && !(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    const rule = await this.corrections.rule();
    const rows = await this.corrections.page({
      kitchenIds: kitchenId === undefined ? idsWithin(principal, 'correction.review') : [kitchenId],
      state,
      overGrams: rule.overGrams,
      after: after && { at: after[0], id: after[1] },
      limit: limit + 1,
    });
    return {
      ...pageOf(rows, limit, viewOf, ({ at, eventId }) => [at, eventId]),
      rule: { ...rule, at: rule.at.toISOString() },
    };
  }

  @Endpoint('correctionsTable')
  async table(
    @Input('correctionsTable') request: RequestOf<'correctionsTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const { query } = request;
    const rows = await everyPage((page) => this.list({ ...request, query: { ...query, ...page } }, asking));
    await sendTable(response, `bakeloop-corrections-${query.state}`, COLUMNS, rows);
  }

  @Endpoint('reviewCorrection')
  async review(
    @Input('reviewCorrection') { params: { eventId }, body }: RequestOf<'reviewCorrection'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'reviewCorrection'>> {
    const mine = async (): Promise<CorrectionRow> => {
      const found = await this.corrections.one(eventId);
      if (found !== null && mayWith(principal, 'correction.review', found.kitchenId)) return found;
      throw notFound(`There is no correction ${eventId}. GET /api/v1/corrections lists those that wait.`);
    };
    await this.corrections.say(await mine(), body, deciderOf(principal), actor);
    return viewOf(await mine());
  }

  @Endpoint('setCorrectionRule')
  async setRule(
    @Input('setCorrectionRule') { body }: RequestOf<'setCorrectionRule'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'setCorrectionRule'>> {
    await this.corrections.setRule(body, deciderOf(principal), actor);
    return { done: true };
  }

  @Endpoint('kitchenQuestions')
  async questions(
    @Input('kitchenQuestions') { params: { kitchenId } }: RequestOf<'kitchenQuestions'>,
  ): Promise<AnswerOf<'kitchenQuestions'>> {
    if (!(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    const rows = await this.corrections.page({
      kitchenIds: [kitchenId],
      state: 'questioned',
      overGrams: 0,
      limit: MOST_QUESTIONS,
    });
    return { items: rows.map(viewOf) };
  }
}

const deciderOf = ({ person, tokenName }: Principal): Decider => ({
  personId: person?.id ?? null,
  program: person === null ? tokenName : null,
});

function viewOf({ at: _, time, receivedAt, ...row }: CorrectionRow): CorrectionView {
  return { ...row, time: time.toISOString(), receivedAt: receivedAt.toISOString() };
}
