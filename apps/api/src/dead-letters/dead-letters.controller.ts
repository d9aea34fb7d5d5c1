import { DeadLetterRepository } from '@bakeloop/db';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { payloadText } from './payload-text.js';

/** Time and id of the last letter of a page. */
const position = z.tuple([z.iso.datetime(), z.int()]);

@Controller()
export class DeadLettersController {
  constructor(private readonly letters: DeadLetterRepository) {}

  @Endpoint('deadLetters')
  async list(@Input('deadLetters') { query }: RequestOf<'deadLetters'>): Promise<AnswerOf<'deadLetters'>> {
    const after = decodeCursor(position, query.cursor);
    const rows = await this.letters.page({
      kitchenId: query.kitchenId,
      after: after && { at: after[0], id: after[1] },
      limit: query.limit + 1,
    });
    return pageOf(
      rows,
      query.limit,
      (row) => ({
        id: String(row.id),
        kitchenId: row.kitchenId,
        topic: row.topic,
        position: row.position === -1 ? null : row.position,
        reason: row.reason,
        detail: row.detail,
        receivedAt: row.receivedAt.toISOString(),
        hits: row.hits,
        payload: payloadText(row.head),
      }),
      (row) => [row.at, row.id],
    );
  }
}
