import type { DeadLetter } from '@bakeloop/contracts';
import { DeadLetterRepository, type ShownDeadLetter, type WholeDeadLetter } from '@bakeloop/db';
import { authorOf } from '@bakeloop/identity';
import { DeadLetterDesk, textOf } from '@bakeloop/record';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { notFound } from '../http/problem-error.js';
import { columnsOf, everyPage, sendTable } from '../http/send-table.js';
import { Announcements } from '../live/announcements.js';
import { partText, payloadText } from './payload-text.js';
import { suggestionFor } from './suggestions.js';
import { triedView } from './tried-view.js';

/** Time and id of the last letter of a page. */
const position = z.tuple([z.iso.datetime(), z.int()]);
/** Letters decided on in one request: each is a transaction of its own, and somebody waits for the answer. */
const AT_ONCE = 100;

const COLUMNS = columnsOf<DeadLetter>(
  'id',
  'kitchenId',
  'topic',
  'position',
  'reason',
  'detail',
  'suggestion',
  'receivedAt',
  'hits',
  'state',
  'payload',
);

@Controller()
export class DeadLettersController {
  constructor(
    private readonly letters: DeadLetterRepository,
    private readonly desk: DeadLetterDesk,
    private readonly announcements: Announcements,
  ) {}

  @Endpoint('deadLetters')
  async list(@Input('deadLetters') { query }: RequestOf<'deadLetters'>): Promise<AnswerOf<'deadLetters'>> {
    const { cursor, limit, ...filter } = query;
    const after = decodeCursor(position, cursor);
    const rows = await this.letters.page({
      ...filter,
      after: after && { at: after[0], id: after[1] },
      limit: limit + 1,
    });
    return pageOf(rows, limit, viewOf, (row) => [row.at, row.id]);
  }

  @Endpoint('deadLettersTable')
  async table(
    @Input('deadLettersTable') request: RequestOf<'deadLettersTable'>,
    @Res() response: Response,
  ): Promise<void> {
    const { query } = request;
    const rows = await everyPage((page) => this.list({ ...request, query: { ...query, ...page } }));
    await sendTable(response, 'bakeloop-refused', COLUMNS, rows);
  }

  @Endpoint('deadLetterReasons')
  async reasons(
    @Input('deadLetterReasons') { query }: RequestOf<'deadLetterReasons'>,
  ): Promise<AnswerOf<'deadLetterReasons'>> {
    return { items: await this.letters.reasons(query.kitchenId) };
  }

  @Endpoint('deadLetterOne')
  async one(
    @Input('deadLetterOne') { params }: RequestOf<'deadLetterOne'>,
  ): Promise<AnswerOf<'deadLetterOne'>> {
    const letter = await this.letters.one(Number(params.letterId));
    if (letter === null) throw noSuchLetter(params.letterId);
    return {
      ...viewOf(letter),
      sha256: letter.digest.toString('hex'),
      actions: letter.actions.map(({ at, action, by, note, outcome, ...how }) => ({
        action,
        at: at.toISOString(),
        by,
        note,
        outcome,
        amended: amendedView(letter, how),
      })),
    };
  }

  @Endpoint('deadLetterPayload')
  async payload(
    @Input('deadLetterPayload') { params: { letterId } }: RequestOf<'deadLetterPayload'>,
    @Asks() { actor }: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const bytes = await this.desk.payload(Number(letterId), actor);
    if (bytes === null) throw noSuchLetter(letterId);
    response.setHeader('content-disposition', `attachment; filename="bakeloop-refused-${letterId}.bin"`);
    response.send(bytes);
  }

  @Endpoint('deadLetterDraft')
  async draft(
    @Input('deadLetterDraft') { params: { letterId } }: RequestOf<'deadLetterDraft'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'deadLetterDraft'>> {
    const draft = await this.desk.draft(Number(letterId), actor);
    if (draft === null) throw noSuchLetter(letterId);
    return draft;
  }

  @Endpoint('tryAmendment')
  async tryAmendment(
    @Input('tryAmendment') { params: { letterId }, body }: RequestOf<'tryAmendment'>,
  ): Promise<AnswerOf<'tryAmendment'>> {
    const tried = await this.desk.tryAmendment(Number(letterId), body.amendment);
    if (tried === null) throw noSuchLetter(letterId);
    return triedView(tried);
  }

  @Endpoint('decideDeadLetters')
  async decide(
    @Input('decideDeadLetters') { body }: RequestOf<'decideDeadLetters'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'decideDeadLetters'>> {
    const { which, note } = body;
    const ids =
      'ids' in which
        ? which.ids.map(Number)
        : await this.letters.openIds({ ...which, afterId: Number(which.after ?? 0) }, AT_ONCE);
    const decision = { by: authorOf(principal), actor, note, at: new Date() };
    const items: AnswerOf<'decideDeadLetters'>['items'] = [];
    for (const id of ids) {
      const decided =
        body.action === 'amend'
          ? await this.desk.amend(id, body.amendment, decision)
          : await this.desk[body.action](id, decision);
      if (decided === null) throw noSuchLetter(String(id));
      for (const change of decided.changes) this.announcements.announce(change);
      items.push({ id: String(id), state: decided.state, outcome: decided.outcome });
    }
    const isMore = 'reason' in which && ids.length === AT_ONCE;
    return { items, next: isMore ? String(ids.at(-1)) : null };
  }
}

function viewOf(row: ShownDeadLetter): DeadLetter {
  return {
    id: String(row.id),
    kitchenId: row.kitchenId,
    topic: row.topic,
    position: row.position === -1 ? null : row.position,
    reason: row.reason,
    detail: row.detail,
    suggestion: suggestionFor(row.reason),
    receivedAt: row.receivedAt.toISOString(),
    hits: row.hits,
    state: row.state,
    payload: payloadText(row.head),
  };
}

type Amended = NonNullable<AnswerOf<'deadLetterOne'>['actions'][number]['amended']>;

/** What came beside what was stored instead: of one record where the letter is of one. */
function amendedView(
  letter: WholeDeadLetter,
  { amended, digest }: Pick<WholeDeadLetter['actions'][number], 'amended' | 'digest'>,
): Amended | null {
  if (amended === null || digest === null) return null;
  const { topic, payload } = letter;
  const part = (bytes: Buffer): string =>
    partText(textOf({ topic, payload: bytes, position: viewOf(letter).position }), bytes);
  return { sha256: digest.toString('hex'), before: part(payload), after: part(amended) };
}

function noSuchLetter(id: string): ReturnType<typeof notFound> {
  return notFound(
    `There is no dead letter ${id}, or nothing of it was kept. GET /api/v1/dead-letters lists those there are.`,
  );
}
