import type { SessionRow, TokenRow } from '@bakeloop/db';
import { Accounts, Sessions } from '@bakeloop/identity';
import { Controller, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf, timeAndId } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { forbidden, mustHaveProved } from '../http/permission.js';
import { notFound } from '../http/problem-error.js';
import { RateLimits } from '../http/rate-limits.js';
import { wordsAsked } from '../http/words-asked.js';
import { fromOf, signedIn } from './asked-by.js';

/** What somebody does with their own account. */
@Controller()
export class AccountController {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly limits: RateLimits,
  ) {}

  @Endpoint('sessions')
  async list(@Asks() { principal }: Asking): Promise<AnswerOf<'sessions'>> {
    const { person, sessionId } = signedIn(principal);
    const rows = await this.sessions.list(person.id);
    return { items: rows.map((row) => ({ ...sessionOf(row), current: row.id === sessionId })) };
  }

  @Endpoint('endSession')
  async end(
    @Input('endSession') { params }: RequestOf<'endSession'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'endSession'>> {
    const { person } = signedIn(principal);
    if ((await this.sessions.end(person.id, { id: params.sessionId }, actor)) === 0)
      throw notFound('You have no such session.');
    return { done: true };
  }

  @Endpoint('endOtherSessions')
  async endOthers(@Asks() { principal, actor }: Asking): Promise<AnswerOf<'endOtherSessions'>> {
    const { person, sessionId } = signedIn(principal);
    await this.sessions.end(person.id, { except: sessionId }, actor);
    return { done: true };
  }

  @Endpoint('changePassword')
  async changePassword(
    @Input('changePassword') { body }: RequestOf<'changePassword'>,
    @Asks() { principal, actor }: Asking,
    @Req() request: Request,
  ): Promise<AnswerOf<'changePassword'>> {
    const { person, sessionId } = signedIn(principal);
    await this.limits.guess(person.email, fromOf(request).address);
    await this.accounts.changePassword(person, { ...body, sessionId }, actor);
    return { done: true };
  }

  @Endpoint('offerTotp')
  offerTotp(@Asks() { principal }: Asking): AnswerOf<'offerTotp'> {
    return this.accounts.offerTotp(signedIn(principal).person);
  }

  @Endpoint('confirmTotp')
  async confirmTotp(
    @Input('confirmTotp') { body }: RequestOf<'confirmTotp'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'confirmTotp'>> {
    await this.accounts.confirmTotp(signedIn(principal).principal, body, actor);
    return { done: true };
  }

  @Endpoint('proveTotp')
  async proveTotp(
    @Input('proveTotp') { body }: RequestOf<'proveTotp'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'proveTotp'>> {
    const { person, sessionId } = signedIn(principal);
    if (sessionId === null) throw forbidden(principal);
    await this.limits.countingCodes(person.email, () =>
      this.sessions.proveCode(person.id, sessionId, body.code, actor),
    );
    return { done: true };
  }

  @Endpoint('removeTotp')
  async removeTotp(@Asks() { principal, actor }: Asking): Promise<AnswerOf<'removeTotp'>> {
    await this.accounts.removeTotp(signedIn(principal).person, actor);
    return { done: true };
  }

  @Endpoint('tokens')
  async tokens(
    @Input('tokens') { query: { q, cursor, limit } }: RequestOf<'tokens'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'tokens'>> {
    const rows = await this.accounts.tokens(principal, signedIn(principal).person, {
      words: wordsAsked(q),
      after: decodeCursor(timeAndId, cursor),
      limit: limit + 1,
    });
    return pageOf(rows, limit, tokenOf, ({ exactly, id }) => [exactly, id]);
  }

  @Endpoint('makeToken')
  async makeToken(
    @Input('makeToken') { body }: RequestOf<'makeToken'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'makeToken'>> {
    // One that is kept on a phone only logs, and is made by whoever has just come to it.
    if (!body.phone) mustHaveProved(principal);
    const { secret, ...row } = await this.accounts.makeToken(
      principal,
      signedIn(principal).person,
      body,
      actor,
    );
    return { ...tokenOf(row), secret };
  }

  @Endpoint('revokeToken')
  async revokeToken(
    @Input('revokeToken') { params }: RequestOf<'revokeToken'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'revokeToken'>> {
    await this.accounts.revokeToken(principal, signedIn(principal).person, params.tokenId, actor);
    return { done: true };
  }
}

export function sessionOf({ id, address, agent, createdAt, seenAt, expiresAt }: SessionRow) {
  return {
    id,
    address,
    agent,
    createdAt: createdAt.toISOString(),
    seenAt: seenAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

function tokenOf(row: TokenRow): AnswerOf<'tokens'>['items'][number] {
  const { id, name, scopes, personId, organisation, role, createdAt, expiresAt, usedAt, revokedAt } = row;
  return {
    id,
    name,
    scopes,
    of: personId === null ? 'service' : 'person',
    organisation,
    role,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    usedAt: usedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
