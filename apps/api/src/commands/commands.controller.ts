import { randomUUID } from 'node:crypto';
import { MAX_OPEN_COMMANDS, type CommandView } from '@bakeloop/contracts';
import { CommandRepository, KitchenRepository, type CommandRow } from '@bakeloop/db';
import { authorOf } from '@bakeloop/identity';
import { CommandDesk, type Issued } from '@bakeloop/record';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { Announcements } from '../live/announcements.js';

/** Time and id of the last command of a page. */
const position = z.tuple([z.iso.datetime(), z.uuid()]);

@Controller()
export class CommandsController {
  constructor(
    private readonly commands: CommandRepository,
    private readonly kitchens: KitchenRepository,
    private readonly desk: CommandDesk,
    private readonly announcements: Announcements,
  ) {}

  @Endpoint('commands')
  async list(@Input('commands') { params, query }: RequestOf<'commands'>): Promise<AnswerOf<'commands'>> {
    const { kitchenId } = params;
    const after = decodeCursor(position, query.cursor);
    const rows = await this.commands.page({
      kitchenId,
      after: after && { createdAt: after[0], id: after[1] },
      limit: query.limit + 1,
    });
    if (rows.length === 0 && !(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    return pageOf(rows, query.limit, viewOf, ({ createdAt, id }) => [createdAt.toISOString(), id]);
  }

  @Endpoint('command')
  async one(@Input('command') { params }: RequestOf<'command'>): Promise<AnswerOf<'command'>> {
    const { kitchenId, commandId } = params;
    const row = await this.commands.one(kitchenId, commandId);
    if (row === null)
      throw notFound(
        `There is no command ${commandId} of ${kitchenId}. GET /api/v1/kitchens/${kitchenId}/commands lists those there are.`,
      );
    return viewOf(row);
  }

  @Endpoint('sendCommand')
  async send(
    @Input('sendCommand') { params, body }: RequestOf<'sendCommand'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'sendCommand'>> {
    const { kitchenId } = params;
    const issued = await this.desk.issue(kitchenId, body, {
      by: authorOf(principal),
      id: randomUUID(),
      now: new Date(),
    });
    if (!('command' in issued)) throw refusal(issued, kitchenId, body.kind);
    for (const change of issued.changes) this.announcements.announce(change);
    return viewOf(issued.command);
  }
}

function viewOf({ createdAt, expiresAt, steps, ...row }: CommandRow): CommandView {
  return {
    ...row,
    data: { ...row.data },
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    steps: steps.map(({ state, byKitchen, at, deviceAt, reason, data }) => ({
      state,
      saidBy: byKitchen ? 'kitchen' : 'platform',
      at: at.toISOString(),
      deviceAt: deviceAt?.toISOString() ?? null,
      reason,
      data: data && { ...data },
    })),
  };
}

function refusal(
  issued: Exclude<Issued, { command: unknown }>,
  kitchenId: string,
  kind: string,
): ProblemError {
  const conflict = (type: string, title: string, detail: string): ProblemError =>
    new ProblemError({ type: `/problems/${type}`, title, status: 409, detail });
  switch (issued.outcome) {
    case 'no kitchen':
      return noSuchKitchen(kitchenId);
    case 'id used':
      return conflict(
        'command-id-used',
        'This id is that of another command',
        'A command with this id asks for something else, or is of another kitchen. Mint a new id.',
      );
    case 'not taken':
      return conflict(
        'command-not-taken',
        'The kitchen does not take this command',
        issued.takes.length === 0
          ? `${kitchenId} does not say in its birth certificate that it takes commands.`
          : `${kitchenId} does not take ${kind}; it takes ${issued.takes.join(', ')}.`,
      );
    case 'too many':
      return conflict(
        'too-many-commands',
        'Too many commands are open',
        `${MAX_OPEN_COMMANDS} commands to ${kitchenId} wait for an answer. Wait until some are answered or expire.`,
      );
  }
}
